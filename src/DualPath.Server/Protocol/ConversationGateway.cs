using System.Runtime.CompilerServices;
using DualPath.Contracts.Conversations;
using DualPath.Server.Hosting;
using DualPath.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Protocol;

/// <summary>
/// What hub and endpoints have in common: checks a request, hands it to the conversation's grain, and gives every failure as a
/// <see cref="ProblemException"/>. Holds no state and knows no transport.
/// </summary>
public sealed partial class ConversationGateway(
    IGrainFactory grains,
    IOptions<ServerOptions> options,
    ServerInstruments instruments,
    ILogger<ConversationGateway> logger)
{
    private readonly int _maxQuestionLength = options.Value.MaxQuestionLength;

    /// <summary>Records a question. Returns as soon as it is on record.</summary>
    /// <exception cref="ProblemException">It was not recorded.</exception>
    public Task<TurnReceipt> AskAsync(string scope, AskRequest request, CancellationToken cancellationToken) => Told(async () =>
    {
        ArgumentNullException.ThrowIfNull(request);
        var command = new AskCommand
        {
            Scope = scope,
            Question = RequestRules.Question(request.Question, _maxQuestionLength),
            OperationId = RequestRules.OperationId(request.OperationId),
        };
        string conversationId = request.ConversationId is null
            ? RequestRules.NewConversationId()
            : RequestRules.ConversationId(request.ConversationId);
        var result = await grains.GetGrain<IConversationGrain>(conversationId).AskAsync(command, cancellationToken);
        return result.Receipt ?? throw new ProblemException(result.Problem ?? Problems.Internal);
    });

    /// <summary>Stops a turn.</summary>
    /// <exception cref="ProblemException">There is no such turn.</exception>
    public Task StopAsync(string scope, string conversationId, string turnId, StopTarget? target, CancellationToken cancellationToken) =>
        Told(async () =>
        {
            var conversation = grains.GetGrain<IConversationGrain>(RequestRules.ConversationId(conversationId));
            await conversation.StopAsync(scope, RequestRules.TurnId(turnId), RequestRules.Target(target), cancellationToken);
            return true;
        });

    /// <summary>A conversation's events after a position, until cancelled; ends quietly when it is.</summary>
    /// <exception cref="ProblemException">While enumerating: there is no such conversation, or it cannot be read.</exception>
    public async IAsyncEnumerable<TurnEvent> WatchAsync(
        string scope,
        string conversationId,
        long afterSeq,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = await Told(() => Task.FromResult(grains
            .GetGrain<IConversationGrain>(RequestRules.ConversationId(conversationId))
            .WatchAsync(scope, RequestRules.AfterSeq(afterSeq), cancellationToken)));
        using var watching = instruments.Watching();
        await using var reader = events.GetAsyncEnumerator(cancellationToken);
        while (await Told(() => MoveNextAsync(reader, cancellationToken)))
        {
            yield return reader.Current;
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<TurnEvent> reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.MoveNextAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<T> Told<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception error) when (error is not OperationCanceledException)
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
