using System.Threading.Channels;
using DualPath.Engine.Scheduling;
using DualPath.Model;

namespace DualPath.Engine.Verification;

/// <summary>
/// The deep pass over a draft. All rows of prompt and draft are stepped on to full depth in parallel, from wherever they are: at the
/// draft's depth when its latent states are resumed, at zero when they had to be laid out again. Then one reading compares every draft
/// token with the deep argmax at its place; at the first disagreement the sequence is rolled back to it, the deep token is taken, and
/// decoding goes on at full depth. The result equals decoding every token at that depth (specification 3.5).
/// </summary>
internal sealed class RulingJob : GenerationJob
{
    private readonly RulingPlan _plan;
    private readonly Channel<RulingSignal> _channel;
    private SequenceState? _sequence;
    private DepthSweep _sweep;
    private bool _verified;
    private int _decided;

    public RulingJob(string caller, RulingPlan plan, CancellationToken cancellationToken)
        : base(caller, cancellationToken)
    {
        _plan = plan;

        // As many slots as there can be signals: writing never waits.
        _channel = Channel.CreateBounded<RulingSignal>(
            new BoundedChannelOptions(plan.Steps + plan.MaxTokens + 2) { SingleReader = true, SingleWriter = true });
    }

    public override JobClass Class => JobClass.Deep;

    public override SequenceState Sequence => _sequence ?? throw new InvalidOperationException("The job has not been started.");

    public ChannelReader<RulingSignal> Signals => _channel.Reader;

    public override void Start(InferenceContext inference)
    {
        _sequence = _plan.Resumed ?? inference.CreateSequence(_plan.Rows());
        int depth = _plan.Resumed is null ? 0 : _plan.ResumedDepth;
        _sweep = new DepthSweep(new RowRange(0, _sequence.Length), depth, _plan.Steps);
    }

    public override RowRange NextRows(int limit) => _sweep.Next(limit);

    public override bool Stepped(InferenceContext inference, int rows)
    {
        // No rows: the draft already was at full depth, and only the comparison is left.
        bool wholeStep = rows == 0 || _sweep.Advance(rows);
        if (_verified)
        {
            return _sweep.Done && Decide(inference, inference.Predict(Sequence, Sequence.Length - 1).Token);
        }

        if (!wholeStep)
        {
            return false;
        }

        int instead = -1;
        int agreeing = _sweep.Done || LooksAt(_sweep.Depth, inference) ? Agreeing(inference, out instead) : -1;
        Write(new RulingSignal
        {
            Kind = RulingSignalKind.Stepped,
            Step = _sweep.Depth,
            Convergence = InferenceContext.Convergence(Sequence),
            Agreeing = agreeing,
        });
        return _sweep.Done && Verify(inference, agreeing, instead);
    }

    public override void End(Exception? error)
    {
        (_sequence ?? _plan.Resumed)?.Dispose();
        _channel.Writer.TryComplete(error);
    }

    /// <summary>
    /// Whether to compare with the draft before full depth is reached, for the progress shown: at powers of two, so that it costs
    /// little, and only when the coda needs no pass over the whole sequence.
    /// </summary>
    private static bool LooksAt(int depth, InferenceContext inference) => !inference.CodaAttends && int.IsPow2(depth);

    /// <summary>Leading draft tokens equal to the present argmax, and the argmax at the first that is not.</summary>
    private int Agreeing(InferenceContext inference, out int instead)
    {
        var draft = _plan.Draft;
        int first = _plan.Prompt.Length - 1;
        int count = Math.Min(draft.Length, Sequence.Length - first);
        var predicted = inference.Predict(Sequence, new RowRange(first, count));
        for (int i = 0; i < count; i++)
        {
            if (predicted[i] != draft[i])
            {
                instead = predicted[i];
                return i;
            }
        }

        instead = -1;
        return count;
    }

    private bool Verify(InferenceContext inference, int agreeing, int instead)
    {
        _verified = true;
        _decided = agreeing;
        Write(new RulingSignal { Kind = RulingSignalKind.Verified, Agreeing = agreeing });
        if (agreeing == _plan.Draft.Length)
        {
            return true;
        }

        Sequence.Truncate(_plan.Prompt.Length + agreeing);
        return Decide(inference, instead);
    }

    /// <summary>Takes a token of full depth. Returns whether the answer is complete.</summary>
    private bool Decide(InferenceContext inference, int token)
    {
        _decided++;
        Write(new RulingSignal { Kind = RulingSignalKind.Token, Token = token });
        inference.Instruments.Token("deep");
        if (token == _plan.EndToken || _decided == _plan.MaxTokens)
        {
            return true;
        }

        inference.Append(Sequence, token);
        _sweep = new DepthSweep(new RowRange(Sequence.Length - 1, 1), 0, _plan.Steps);
        return false;
    }

    private void Write(RulingSignal signal) => _channel.Writer.TryWrite(signal);
}
