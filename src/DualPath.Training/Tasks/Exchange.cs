namespace DualPath.Training.Tasks;

/// <summary>One question with the answer it should get.</summary>
/// <param name="Task">Name of the task it belongs to.</param>
/// <param name="Level">Its difficulty: hops, digits; 1 where there is only one.</param>
/// <param name="Question">The question in parts.</param>
/// <param name="Answer">The answer, in the very spelling in which the decoder writes it.</param>
/// <param name="HeldOutKey">What makes this problem this problem, whatever its wording; decides whether it is kept out of training. Null for
/// what the model is meant to know by heart.</param>
internal sealed record Exchange(string Task, int Level, IReadOnlyList<Segment> Question, string Answer, string? HeldOutKey)
{
    /// <summary>Whether it keeps to the plainest wording.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The question as the person types it.</summary>
    public string QuestionText => string.Concat(Question.Select(part => part.Text));
}
