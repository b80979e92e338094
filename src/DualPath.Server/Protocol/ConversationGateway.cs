using System.Runtime.CompilerServices;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Hosting;
using DualPath.Server.Hosting;
using DualPath.Server.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace DualPath.Server.Protocol;

/// <summary>
/// What hub and endpoints have in common: checks a request, hands it to the conversation's grain, and gives every failure as a
/// <see cref="ProblemException"/>. Holds no state and knows no transport.
/// </summary>
public sealed partial class ConversationGateway(
    IGrainFactory grains,
    IAnswerCache cache,
    SiloRoles roles,
    ReaderPace pace,
    IOptions<ServerOptions> options,
    ServerInstruments instruments,
    ILogger<ConversationGateway> logger)
{
    // In a row, without an event in between.
    private const int MaxInterruptions = 3;

    private readonly int _maxQuestionLength = options.Value.MaxQuestionLength;

    /// <summary>Records a question. Returns as soon as it is on record.</summary>
    /// <exception cref="ProblemException">It was not recorded.</exception>
    public Task<TurnReceipt> AskAsync(string scope, AskRequest request, CancellationToken cancellationToken) => Told(async () =>
    {
        if (request is null)
        {
            throw new ProblemException(Problems.InvalidRequest("There is no request."));
        }

        var command = new AskCommand
        {
            Scope = scope,
            Question = RequestRules.Question(request.Question, _maxQuestionLength),
            OperationId = RequestRules.OperationId(request.OperationId),
            Cache = request.Cache ?? default,
        };
        string conversationId = request.ConversationId is null
            ? RequestRules.NewConversationId()
            : RequestRules.ConversationId(request.ConversationId);
        var result = await AgainIfMovedOnAsync(() => grains.GetGrain<IConversationGrain>(conversationId).AskAsync(command, cancellationToken));
        return result.Receipt ?? throw new ProblemException(result.Problem ?? Problems.Internal);
    }, cancellationToken);

    /// <summary>Stops a turn. A caller who goes does not take the wish back, so nothing cancels this.</summary>
    /// <exception cref="ProblemException">There is no such turn.</exception>
    public Task StopAsync(string scope, string conversationId, string turnId, StopTarget? target) =>
        Told(async () =>
        {
            var conversation = grains.GetGrain<IConversationGrain>(RequestRules.ConversationId(conversationId));
            return await AgainIfMovedOnAsync(async () =>
            {
                await conversation.StopAsync(scope, RequestRules.TurnId(turnId), RequestRules.Target(target), CancellationToken.None);
                return true;
            });
        }, CancellationToken.None);

    /// <summary>A person says that a turn's answer is wrong: the cache forgets it.</summary>
    /// <exception cref="ProblemException">There is no such turn, or the cache could not be told.</exception>
    public Task DisownAsync(string scope, string conversationId, string turnId, CancellationToken cancellationToken) =>
        Told(async () =>
        {
            var conversation = grains.GetGrain<IConversationGrain>(RequestRules.ConversationId(conversationId));
            return await AgainIfMovedOnAsync(async () =>
            {
                await conversation.DisownAsync(scope, RequestRules.TurnId(turnId), cancellationToken);
                return true;
            });
        }, cancellationToken);

    /// <summary>Forgets every cached answer of a scope.</summary>
    /// <exception cref="ProblemException">The cache could not be told.</exception>
    public Task PurgeAsync(string scope, CancellationToken cancellationToken) =>
        Told(async () =>
        {
            if (!roles.AnyEngine)
            {
                throw new EngineUnavailableException();
            }

            await cache.PurgeAsync(scope, cancellationToken);
            await grains.GetGrain<INearAnswersGrain>(scope).PurgeAsync(cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>A conversation's events after a position, until cancelled; ends quietly when it is.</summary>
    /// <remarks>The conversation may move to another silo, or read its log anew, while it is watched: it is then watched on from where it was.</remarks>
    /// <exception cref="ProblemException">While enumerating: there is no such conversation, it cannot be read, or the reader is too slow.</exception>
    public IAsyncEnumerable<TurnEvent> WatchAsync(string scope, string conversationId, long afterSeq, CancellationToken cancellationToken) =>
        pace.FollowAsync(watching => FollowAsync(scope, conversationId, afterSeq, watching), cancellationToken);

    private async IAsyncEnumerable<TurnEvent> FollowAsync(
        string scope,
        string conversationId,
        long afterSeq,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watching = instruments.Watching();
        for (int interruptions = 0; interruptions <= MaxInterruptions && !cancellationToken.IsCancellationRequested;)
        {
            var events = await Told(() => Task.FromResult(grains
                .GetGrain<IConversationGrain>(RequestRules.ConversationId(conversationId))
                .WatchAsync(scope, RequestRules.AfterSeq(afterSeq), cancellationToken)), cancellationToken);
            await using var reader = events.GetAsyncEnumerator(cancellationToken);
            while (await Told(() => MoveNextAsync(reader, ++interruptions <= MaxInterruptions, cancellationToken), cancellationToken))
            {
                yield return reader.Current;
                afterSeq = reader.Current.Seq;
                interruptions = 0;
            }
        }
    }

    /// <summary>Moves on; false when the caller has gone, and when the grain has and may be looked for again.</summary>
    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<TurnEvent> reader, bool mayComeBack, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.MoveNextAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error) when (mayComeBack && IsInterruption(error))
        {
            return false;
        }
    }

    private static bool IsInterruption(Exception error) =>
        error is OperationCanceledException or EnumerationAbortedException or SiloUnavailableException or LogMovedOnException;

    /// <summary>
    /// Of two activations of one conversation, alive together for a while after a silo was thought dead, one is behind. It has done
    /// nothing and makes way; the next call finds one that has read the log.
    /// </summary>
    private static async Task<T> AgainIfMovedOnAsync<T>(Func<Task<T>> action)
    {
        for (int interruptions = 0; ; interruptions++)
        {
            try
            {
                return await action();
            }
            catch (LogMovedOnException) when (interruptions < MaxInterruptions)
            {
            }
        }
    }

    private async Task<T> Told<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested || error is not OperationCanceledException)
        {
            var problem = Problems.Of(error);
            if (problem is null || problem.Status >= 500)
            {
                LogFailed(error);
            }

            problem ??= Problems.Internal;
            instruments.Problem(problem.Type);
            throw new ProblemException(problem, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request failed inside the server.")]
    private partial void LogFailed(Exception error);
}
