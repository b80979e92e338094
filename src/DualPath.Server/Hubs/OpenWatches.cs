using DualPath.Server.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace DualPath.Server.Hubs;

/// <summary>Counts the streams of one connection, which SignalR does not bound.</summary>
internal sealed class OpenWatches
{
    private const int Most = 16;

    private int _open;

    public static OpenWatches Of(HubCallerContext connection) =>
        (OpenWatches)(connection.Items[typeof(OpenWatches)] ??= new OpenWatches());

    /// <summary>Takes a place, given back on disposal.</summary>
    /// <exception cref="ProblemException">There is none left.</exception>
    public IDisposable Open()
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            throw new ProblemException(Problems.InvalidRequest($"A connection may watch {Most} conversations at a time.", 429));
        }

        return new Place(this);
    }

    private sealed class Place(OpenWatches of) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref of._open);
    }
}
