using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Server.Hosting;
using DualPath.Server.Protocol;
using DualPath.Server.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DualPath.Server.Tests.Protocol;

/// <summary>What readers get who are slow, on a clock that tests move.</summary>
public sealed class ReaderPaceTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly IOptions<ServerOptions> _options = Options.Create(new ServerOptions());
    private readonly ServerInstruments _instruments;
    private readonly ReaderPace _pace;
    private int _taken;

    public ReaderPaceTests()
    {
        _instruments = new ServerInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        _pace = new ReaderPace(_time, _options, _instruments, NullLogger<ReaderPace>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("confirmed")]
    [InlineData("amended")]
    [InlineData("resumed")]
    [InlineData("waiting")]
    public async Task Follow_FastReader_GetsEveryEventAsItIs(string turn)
    {
        var recorded = RecordedTurns.All.Single(recorded => recorded.Name == turn).Events;

        Assert.Equal(recorded, await ReadAsync(recorded, TimeSpan.FromMilliseconds(999)));
    }

    [Theory]
    [MemberData(nameof(RecordedTurnsTests.Names), MemberType = typeof(RecordedTurnsTests))]
    public async Task Follow_SlowReader_GetsNeighboursAsOneAndTheSameText(string turn)
    {
        var recorded = RecordedTurns.All.Single(recorded => recorded.Name == turn);

        var read = await ReadAsync(recorded.Events, Slow);

        Assert.Equal(recorded.FinalText, ShownText.Of(read));
        Assert.True(read.Count <= recorded.Events.Length);
        Assert.Equal(recorded.Events[^1], read[^1]);
        AssertNothingIsMissing(read);
    }

    [Fact]
    public async Task Follow_SlowReader_GetsALongDraftInOnePiece()
    {
        TurnEvent[] events = [.. Enumerable.Range(1, 1000).Select(seq => new DraftDelta { TurnId = "t", Seq = seq, Text = $"{seq} " })];

        var read = await ReadAsync(events, Slow);

        Assert.Equal([(null, 1), (2, 1000)], read.Select(item => (item.From, item.Seq)));
        Assert.Equal(string.Concat(events.Cast<DraftDelta>().Select(delta => delta.Text)), ShownText.Of(read));
    }

    [Fact]
    public async Task Follow_SlowReader_GetsTheLatestProgressAndNotThatOfAnotherTurn()
    {
        TurnEvent[] events =
        [
            new DraftDelta { TurnId = "t", Seq = 1, Text = "a" },
            new DeepProgress { TurnId = "t", Seq = 2, Step = 1, Of = 16, Convergence = 0.5, ConfirmedCharacters = 0 },
            new DeepProgress { TurnId = "t", Seq = 3, Step = 2, Of = 16, Convergence = 0.25, ConfirmedCharacters = 1 },
            new DeepProgress { TurnId = "u", Seq = 4, Step = 1, Of = 16, Convergence = 0.5, ConfirmedCharacters = 0 },
        ];

        var read = await ReadAsync(events, Slow);

        Assert.Equal([events[0], events[2] with { From = 2 }, events[3]], read);
    }

    [Fact]
    public async Task Follow_ReaderSlowForLongerThanPatience_IsCutOffWithAReason()
    {
        var events = Enumerable.Range(1, 1000).Select(seq => new DraftCompleted { TurnId = "t", Seq = seq, Source = DraftSource.Shallow, RecurrentSteps = 2 });

        var error = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync([.. events], 2 * Slow));

        Assert.Equal(ProblemTypes.ReaderTooSlow, error.Problem.Type);

        // And the one it was looked at whether it could be joined to the last.
        Assert.Equal((_options.Value.ReaderPatience / (2 * Slow)) + 1, _taken);
    }

    [Fact]
    public async Task Follow_ReaderCatchesUpInBetween_IsNotCutOff()
    {
        TurnEvent[] events = [.. Enumerable.Range(1, 1000).Select(seq => new DraftCompleted { TurnId = "t", Seq = seq, Source = DraftSource.Shallow, RecurrentSteps = 2 })];
        int read = 0;
        await foreach (var _ in _pace.FollowAsync(token => SourceAsync(events, token), Token))
        {
            _time.Advance(++read % 10 == 0 ? TimeSpan.Zero : 2 * Slow);
        }

        Assert.Equal(events.Length, read);
    }

    [Fact]
    public async Task Follow_ReaderLeavesWhileNothingHappens_LeavesTheSource()
    {
        var left = new TaskCompletionSource();
        var reading = _pace.FollowAsync(SilentAsync, Token).GetAsyncEnumerator(Token);
        Assert.True(await reading.MoveNextAsync());
        _time.Advance(Slow);
        Assert.True(await reading.MoveNextAsync());

        await reading.DisposeAsync();

        await left.Task.WaitAsync(Token);

        async IAsyncEnumerable<TurnEvent> SilentAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new DraftDelta { TurnId = "t", Seq = 1, Text = "a" };
            yield return new DraftDelta { TurnId = "t", Seq = 2, Text = "b" };
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                left.SetResult();
            }
        }
    }

    [Fact]
    public async Task Respond_ReaderDoesNotRead_HoldsNoMoreThanItsBufferAndIsCutOff()
    {
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500, useSynchronizationContext: false));
        using var aborted = new Aborted();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new PipeBody(body.Writer));
        context.Features.Set<IHttpRequestLifetimeFeature>(aborted);
        var stream = new EventStream(_time, _options, _instruments, NullLogger<EventStream>.Instance);
        TurnEvent[] events = [.. Enumerable.Range(1, 100_000).Select(seq => new DraftDelta { TurnId = "t", Seq = seq, Text = new string('x', 100) })];

        var responding = stream.RespondAsync(context, _pace.FollowAsync(token => SourceAsync(events, token), aborted.RequestAborted));

        // It stands still: what it has taken from the log fits in the buffer of 1000 bytes, but for the last.
        int taken = _taken;
        Assert.InRange(taken, 1, 10);
        Assert.False(responding.IsCompleted);
        _time.Advance(_options.Value.ReaderPatience - TimeSpan.FromTicks(1));
        Assert.Equal((taken, false), (_taken, aborted.RequestAborted.IsCancellationRequested));
        _time.Advance(TimeSpan.FromTicks(1));
        await responding.WaitAsync(Token);
        Assert.Equal((taken, true), (_taken, aborted.RequestAborted.IsCancellationRequested));
    }

    [Fact]
    public async Task Respond_ReaderTooSlow_IsToldSoAtTheEnd()
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        var stream = new EventStream(_time, _options, _instruments, NullLogger<EventStream>.Instance);

        await stream.RespondAsync(context, TooSlowAsync());
        await context.Response.BodyWriter.FlushAsync(Token);

        string[] lines = Encoding.UTF8.GetString(body.ToArray()).TrimEnd().Split('\n');
        Assert.Equal("event: problem", lines[^2]);
        Assert.StartsWith($$"""data: {"type":"{{ProblemTypes.ReaderTooSlow}}",""", lines[^1], StringComparison.Ordinal);

        static async IAsyncEnumerable<TurnEvent> TooSlowAsync()
        {
            yield return new DraftDelta { TurnId = "t", Seq = 1, Text = "a" };
            await Task.Yield();
            throw new ProblemException(Problems.ReaderTooSlow);
        }
    }

    private static void AssertNothingIsMissing(List<TurnEvent> read)
    {
        long last = 0;
        foreach (var item in read)
        {
            Assert.Equal(last + 1, item.From ?? item.Seq);
            last = item.Seq;
        }
    }

    /// <summary>Reads to the end, taking some time over each event.</summary>
    private async Task<List<TurnEvent>> ReadAsync(IEnumerable<TurnEvent> events, TimeSpan each)
    {
        var read = new List<TurnEvent>();
        await foreach (var item in _pace.FollowAsync(token => SourceAsync(events, token), Token))
        {
            read.Add(item);
            _time.Advance(each);
        }

        return read;
    }

#pragma warning disable CS1998 // All is ready at once, as it is in a log.
    private async IAsyncEnumerable<TurnEvent> SourceAsync(IEnumerable<TurnEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in events)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _taken++;
            yield return item;
        }
    }
#pragma warning restore CS1998

    private sealed class Aborted : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public Aborted() => RequestAborted = _source.Token;

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => _source.Cancel();

        public void Dispose() => _source.Dispose();
    }

    private sealed class PipeBody(PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => writer.AsStream();

        public PipeWriter Writer => writer;

        public Task CompleteAsync() => Task.CompletedTask;

        public void DisableBuffering()
        {
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
