namespace DualPath.Training.Tasks;

/// <summary>A task up to a level: what a model is taught of it where the rest is <see cref="Declined"/>.</summary>
/// <param name="task">The task.</param>
/// <param name="most">The hardest level, at least 1.</param>
internal sealed class UpTo(ITask task, int most) : ITask
{
    public string Name => task.Name;

    public string Domain => task.Domain;

    public bool IsStateless => task.IsStateless;

    public int MaxLevel => most;

    public IEnumerable<string> Wordings => task.Wordings;

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false) => task.Generate(random, level, exactLevel, plain);
}
