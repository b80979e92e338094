using System.Threading.Channels;
using DualPath.Engine.Scheduling;
using DualPath.Model;

namespace DualPath.Engine.Drafting;

/// <summary>The shallow pass: prompt to the draft's depth, then token by token, greedily, each chosen token into the channel.</summary>
internal sealed class DraftJob : GenerationJob
{
    private readonly int[] _prompt;
    private readonly int _steps;
    private readonly int _maxTokens;
    private readonly int _endToken;
    private readonly Channel<DraftToken> _channel;
    private SequenceState? _sequence;
    private DepthSweep _sweep;
    private int _chosen;

    public DraftJob(string caller, int[] prompt, int steps, int maxTokens, int endToken, CancellationToken cancellationToken)
        : base(caller, cancellationToken)
    {
        _prompt = prompt;
        _steps = steps;
        _maxTokens = maxTokens;
        _endToken = endToken;

        // As many slots as there can be tokens: writing never waits.
        _channel = Channel.CreateBounded<DraftToken>(
            new BoundedChannelOptions(maxTokens) { SingleReader = true, SingleWriter = true });
    }

    public override JobClass Class => JobClass.Instant;

    public override SequenceState Sequence => _sequence ?? throw new InvalidOperationException("The job has not been started.");

    public ChannelReader<DraftToken> Tokens => _channel.Reader;

    public override void Start(InferenceContext inference)
    {
        _sequence = inference.CreateSequence(_prompt);
        _sweep = new DepthSweep(new RowRange(0, _prompt.Length), 0, _steps);
    }

    public override RowRange NextRows(int limit) => _sweep.Next(limit);

    public override bool Stepped(InferenceContext inference, int rows)
    {
        _sweep.Advance(rows);
        if (!_sweep.Done)
        {
            return false;
        }

        int last = Sequence.Length - 1;
        var (token, probability) = inference.Predict(Sequence, last);
        _chosen++;
        _channel.Writer.TryWrite(new DraftToken(token, probability));
        inference.Instruments.Token("draft");
        if (token == _endToken || _chosen == _maxTokens)
        {
            return true;
        }

        inference.Append(Sequence, token);
        _sweep = new DepthSweep(new RowRange(last + 1, 1), 0, _steps);
        return false;
    }

    /// <summary>A finished draft's sequence outlives the job: its ruling resumes it.</summary>
    public override void End(Exception? error)
    {
        if (error is not null)
        {
            _sequence?.Dispose();
        }

        _channel.Writer.TryComplete(error);
    }
}
