using DualPath.Contracts.Conversations;
using DualPath.Server.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace DualPath.Server.Hubs;

/// <summary>
/// Tells a problem over the hub, whose errors are text: the message of the error ends with the problem's JSON, from its first
/// <c>{</c> on.
/// </summary>
public sealed class HubProblems : IHubFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        try
        {
            return await next(invocationContext);
        }
        catch (ProblemException error)
        {
            throw Of(error);
        }
    }

    /// <summary>The same for a stream, whose problems come while it is read.</summary>
    /// <param name="events">The stream.</param>
    /// <param name="place">Given back when the stream has been read or left.</param>
    public static async IAsyncEnumerable<TurnEvent> Tell(IAsyncEnumerable<TurnEvent> events, IDisposable place)
    {
        ArgumentNullException.ThrowIfNull(events);
        using var held = place;
        await using var reader = events.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await reader.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (ProblemException error)
            {
                throw Of(error);
            }

            yield return reader.Current;
        }
    }

    private static HubException Of(ProblemException error) => new(WireJson.Of(error.Problem));
}
