using System.Collections.Concurrent;
using System.Threading.Channels;

namespace DualPath.Grains.Tests;

/// <summary>Tells a test that a call has come in to a grain, and has gone as far as it goes without waiting.</summary>
public sealed class Arrivals : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, Channel<string>> _calls = new(StringComparer.Ordinal);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var call = context.Invoke();
        Of(context.TargetId.Key.ToString()!).Writer.TryWrite(context.MethodName);
        await call;
    }

    /// <summary>Waits for as many calls of a method as a grain has had by then, whoever made them.</summary>
    public async Task OfAsync(string grain, string method, int count)
    {
        await foreach (string called in Of(grain).Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (called == method && --count == 0)
            {
                return;
            }
        }
    }

    private Channel<string> Of(string grain) => _calls.GetOrAdd(grain, _ => Channel.CreateUnbounded<string>());
}
