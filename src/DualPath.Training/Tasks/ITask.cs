namespace DualPath.Training.Tasks;

/// <summary>A generator of conversations about one kind of problem. All chance comes from the generator passed in.</summary>
internal interface ITask
{
    /// <summary>The name under which accuracy is counted.</summary>
    string Name { get; }

    /// <summary>The domain, as the model card names it: several tasks may share one.</summary>
    string Domain { get; }

    /// <summary>Whether nothing told in it matters to what follows, so that it may come twice in one conversation.</summary>
    bool IsStateless => Domain is "facts" or "talk" or "refusal";

    /// <summary>The hardest level.</summary>
    int MaxLevel { get; }

    /// <summary>Every wording the task can use, with placeholders: the words of the vocabulary come from here.</summary>
    IEnumerable<string> Wordings { get; }

    /// <summary>Exchanges that belong together and must stay in this order: facts told first are asked about later.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="level">The hardest level to ask.</param>
    /// <param name="exactLevel">Whether every question is to have exactly this level, as evaluation wants it.</param>
    /// <param name="plain">Whether to keep to the plainest wording, as the first minutes of training want it.</param>
    IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false);
}
