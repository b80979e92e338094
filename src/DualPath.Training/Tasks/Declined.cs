namespace DualPath.Training.Tasks;

/// <summary>
/// What other tasks ask and this model is not taught: it is told that, and answers that it does not know. A model that has read only what it can do takes all the rest for that, and guesses.
/// </summary>
/// <param name="beyond">The tasks, each with the first level that is declined.</param>
internal sealed class Declined(IReadOnlyList<(ITask Task, int From)> beyond) : ITask
{
    public string Name => "declined";

    public string Domain => "refusal";

    // Its stories name people and things, which those of another task would contradict.
    public bool IsStateless => false;

    public int MaxLevel => 1;

    public IEnumerable<string> Wordings => [.. beyond.SelectMany(entry => entry.Task.Wordings), RefusalTask.Unknown];

    public IReadOnlyList<Exchange> Generate(Random random, int level, bool exactLevel = false, bool plain = false)
    {
        var (task, from) = beyond[random.Next(beyond.Count)];
        var conversation = task.Generate(random, random.Next(from, task.MaxLevel + 1), exactLevel: true, plain);
        return [.. conversation.SkipLast(1), .. conversation.TakeLast(1).Select(last => new Exchange(Name, 1, [new Segment(last.QuestionText)], RefusalTask.Unknown, last.HeldOutKey))];
    }
}
