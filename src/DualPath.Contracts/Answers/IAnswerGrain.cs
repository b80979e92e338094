using DualPath.Contracts.Conversations;

namespace DualPath.Contracts.Answers;

/// <summary>
/// One answer, by <see cref="AnswerRequest.GrainKey"/>: the key stands for scope, question, context and settings together. Runs the answer once, however many
/// conversations ask for it at the same time, and shows each of them the live stream from its beginning.
/// </summary>
[Alias("DualPath.IAnswerGrain")]
public interface IAnswerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Follows the answer from its first event to its terminal one, starting it when nobody has. The events carry neither turn id nor
    /// seq. A follower that leaves does not end the run.
    /// </summary>
    /// <param name="request">What the key was made from. Every follower of one grain passes the same, but for <see cref="AnswerRequest.ShownDraft"/>.</param>
    /// <param name="cancellationToken">Stops following.</param>
    [Alias("Follow")]
    IAsyncEnumerable<TurnEvent> FollowAsync(AnswerRequest request, CancellationToken cancellationToken);

    /// <summary>Takes back one follower's interest. When it was the last one, the run is stopped; otherwise only this follower leaves.</summary>
    [Alias("Stop")]
    Task StopAsync(string followerId, StopTarget target, CancellationToken cancellationToken);

    /// <summary>A person says that the answer is wrong: the cache forgets it.</summary>
    [Alias("Disown")]
    Task DisownAsync(AnswerRequest request, CancellationToken cancellationToken);
}
