using System.Threading.Channels;
using DualPath.Engine.Retention;
using DualPath.Engine.Scheduling;
using DualPath.Model;

namespace DualPath.Engine.Drafting;

/// <summary>The shallow pass: prompt to the draft's depth, then token by token, greedily, each chosen token into the channel.</summary>
internal sealed class DraftJob : GenerationJob
{
    private readonly DraftPlan _plan;
    private readonly KeptSequences _kept;
    private readonly Channel<DraftToken> _channel;
    private ISequence? _sequence;
    private SequenceLayout _layout;
    private CodaLayout _coda;
    private DepthSweep _sweep;
    private bool _laidOut;
    private int _chosen;
    private int _left;

    public DraftJob(string caller, DraftPlan plan, KeptSequences kept, CancellationToken cancellationToken)
        : base(caller, cancellationToken)
    {
        _plan = plan;
        _kept = kept;

        // As many slots as there can be tokens: writing never waits.
        _channel = Channel.CreateBounded<DraftToken>(
            new BoundedChannelOptions(plan.MaxTokens) { SingleReader = true, SingleWriter = true });
    }

    public override JobClass Class => JobClass.Instant;

    public override ISequence Sequence => _sequence ?? throw new InvalidOperationException("The job has not been started.");

    public override (int Positions, int Steps) Extent => (_plan.Prompt.Length + _plan.MaxTokens, _plan.Steps);

    public override bool IsLaidOut => _laidOut && _coda.Done;

    public ChannelReader<DraftToken> Tokens => _channel.Reader;

    public override void Start(InferenceContext inference)
    {
        _sequence = _kept.Continue(inference, Caller, _plan.Prompt, _plan.Prompt.Length, _plan.DeepSteps);
        _sequence.Mark();
        _layout = new SequenceLayout(_sequence, _plan.Prompt);
        _coda = new CodaLayout(_sequence);
    }

    public override int LayOut(InferenceContext inference, int limit)
    {
        if (_laidOut)
        {
            return _coda.Next(inference, limit);
        }

        int laidOut = _layout.Next(inference, limit);
        if (_layout.Done)
        {
            _laidOut = true;
            _sweep = new DepthSweep(Sequence, _plan.Steps);
        }

        return laidOut;
    }

    public override RowRange NextRows(int limit) => _coda.Pending ? default : _sweep.Next(limit);

    public override bool Stepped(InferenceContext inference, int rows)
    {
        _sweep.Advance(rows);
        if (!_sweep.Done || !_coda.Ready(inference, Sequence.Length - 1))
        {
            return false;
        }

        var (token, probability) = inference.Predict(Sequence, Sequence.Length - 1);
        _chosen++;
        _channel.Writer.TryWrite(new DraftToken(token, probability));
        inference.Instruments.Token("draft");
        if (token == _plan.EndToken || _chosen == _plan.MaxTokens)
        {
            return true;
        }

        inference.Append(Sequence, [token]);
        _sweep = new DepthSweep(Sequence, _plan.Steps);
        return false;
    }

    /// <summary>Nobody will rule on what comes of it: whichever is later, this or the end of the job, keeps the sequence for the conversation's next question.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _left, 1) == 1)
        {
            _kept.KeepConversation(Caller, Sequence);
        }
    }

    /// <summary>A finished draft's sequence outlives the job: its ruling resumes it. Of a stopped one only what it went on from stays, for the conversation's next question.</summary>
    public override void End(Exception? error)
    {
        if (error is null)
        {
            Sequence.Unmark();
            Leave();
        }
        else if (_sequence is not null && error is OperationCanceledException)
        {
            _kept.GiveBack(Caller, _sequence);
        }
        else
        {
            _sequence?.Dispose();
        }

        _channel.Writer.TryComplete(error);
    }
}
