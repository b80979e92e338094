using System.Threading.Channels;
using DualPath.Engine.Retention;
using DualPath.Engine.Scheduling;
using DualPath.Model;

namespace DualPath.Engine.Verification;

/// <summary>
/// The deep pass over a draft. All rows of prompt and draft are stepped on in parallel, from wherever they are: at the draft's depth when its latent
/// states are resumed, at zero when they had to be laid out again. The draft's tokens are candidates: at a depth where the rows may be decided, those that equal
/// the prediction at their place stand; at the first that does not, the sequence is rolled back to it, the deep token is taken, and decoding goes on from
/// there with candidates that a shallow pass proposes (self-speculation).
/// </summary>
/// <remarks>
/// Without an exit criterion tokens are decided at full depth r, and the answer equals decoding every token at that depth (specification 3.5). With one, a
/// token is decided at the least depth at which its criterion has fired, and no less than the token before it; all rows are stepped to
/// that depth, so every token reads all others at its own depth, and the answer is the same whichever candidates were tried, and with whom the passes were shared.
/// </remarks>
internal sealed class RulingJob : GenerationJob
{
    private readonly RulingPlan _plan;
    private readonly KeptSequences _kept;
    private readonly Channel<RulingSignal> _channel;
    private readonly UndecidedRows _undecided;
    private readonly List<int> _candidates = [];
    private ISequence? _sequence;
    private SequenceLayout _layout;
    private CodaLayout _coda;
    private DepthSweep _sweep;
    private bool _laidOut;

    // Rows _first, _first + 1, ... predict the candidates; so many of them are decided.
    private int _first;
    private int _standing;

    // The depth at which rows are decided now; it only grows.
    private int _depth;
    private int _reported;
    private bool _verified;
    private bool _ownBlock;
    private bool _proposing;
    private int _speculation;
    private int _decided;

    public RulingJob(string caller, RulingPlan plan, KeptSequences kept, CancellationToken cancellationToken)
        : base(caller, cancellationToken)
    {
        _plan = plan;
        _kept = kept;
        _undecided = new UndecidedRows(plan.Exit);
        _depth = plan.Exit is null ? plan.Steps : Math.Min(plan.Steps, plan.DraftSteps + _undecided.LooksBack);
        _speculation = Math.Min(2, plan.MaxSpeculation);

        // As many slots as there can be signals: writing never waits.
        _channel = Channel.CreateBounded<RulingSignal>(
            new BoundedChannelOptions(plan.Steps + plan.MaxTokens + 2) { SingleReader = true, SingleWriter = true });
    }

    public override JobClass Class => JobClass.Deep;

    public override ISequence Sequence => _sequence ?? throw new InvalidOperationException("The job has not been started.");

    public override (int Positions, int Steps) Extent => (_plan.Prompt.Length + _plan.MaxTokens, _plan.Steps);

    /// <summary>Whether it goes on from the draft's latent states; known once it has begun.</summary>
    public bool Resumed { get; private set; }

    public override bool IsLaidOut => _laidOut && _coda.Done;

    public ChannelReader<RulingSignal> Signals => _channel.Reader;

    private bool MayDecideBeforeFullDepth => _depth < _plan.Steps;

    public override void Start(InferenceContext inference)
    {
        int[] rows = _plan.Rows();
        var draft = _plan.Resume?.Invoke();
        Resumed = draft is not null;
        _sequence = draft ?? _kept.Continue(inference, Caller, rows, _plan.Prompt.Length, _plan.Steps);
        _sequence.Mark();
        _layout = new SequenceLayout(_sequence, rows);
        _coda = new CodaLayout(_sequence);
        _first = _plan.Prompt.Length - 1;
        _candidates.AddRange(_plan.Draft);
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
            _sweep = new DepthSweep(Sequence, _depth);
            BeginWatching(inference);
        }

        return laidOut;
    }

    public override RowRange NextRows(int limit) => _coda.Pending ? default : _sweep.Next(limit);

    public override bool Stepped(InferenceContext inference, int rows)
    {
        // No rows: they already stand at the depth asked for, and only the comparison is left, or the coda has caught up with them.
        bool wholeStep = rows == 0 || _sweep.Advance(rows);
        if (!wholeStep)
        {
            return false;
        }

        if (_proposing)
        {
            if (_sweep.Done && _coda.Ready(inference, Sequence.Length - 1))
            {
                Propose(inference);
            }

            return false;
        }

        bool reading = _sweep.Done || LooksAt(_sweep.Depth, inference);
        if (reading || Watching)
        {
            if (reading && !_coda.Ready(inference, _first + _standing))
            {
                return false;
            }

            Look(inference, reading);
        }

        if (_sweep.Depth > _reported)
        {
            _reported = _sweep.Depth;
            Write(new RulingSignal
            {
                Kind = RulingSignalKind.Stepped,
                Step = _sweep.Depth,
                Convergence = InferenceContext.Convergence(Sequence, _first),
                Agreeing = !_verified && (reading || (Watching && _undecided.ReadsLogits)) ? Agreeing() : -1,
            });
        }

        return _sweep.Done && Decide(inference);
    }

    /// <summary>What was computed serves the conversation's next question; of a ruling that was cancelled only what it went on from stays: the draft, or the conversation before.</summary>
    public override void End(Exception? error)
    {
        if (_sequence is { } sequence)
        {
            if (error is null)
            {
                sequence.Unmark();
                _kept.KeepConversation(Caller, sequence);
            }
            else if (error is OperationCanceledException)
            {
                _kept.GiveBack(Caller, sequence);
            }
            else
            {
                sequence.Dispose();
            }
        }

        _channel.Writer.TryComplete(error);
    }

    /// <summary>Whether the rows are as close to being decided as their exit criterion looks back.</summary>
    private bool Watching => MayDecideBeforeFullDepth && _sweep.Depth >= _depth - _undecided.LooksBack;

    /// <summary>
    /// Whether to compare with the draft before a depth at which it counts, for the progress shown: at powers of two, so that it costs
    /// little, and only when the coda needs no pass over the whole sequence.
    /// </summary>
    private bool LooksAt(int depth, InferenceContext inference) => !_verified && !inference.CodaAttends && int.IsPow2(depth);

    /// <summary>Looks at rows that stand where their exit criterion begins, without having made a step.</summary>
    private void BeginWatching(InferenceContext inference)
    {
        if (!_sweep.Done && Watching)
        {
            Look(inference, reading: false);
        }
    }

    private void Look(InferenceContext inference, bool reading)
    {
        int from = _first + _standing;
        _undecided.Look(inference, Sequence, new RowRange(from, Sequence.Length - from), _standing, Watching, reading);
    }

    /// <summary>Leading draft tokens that stand, or would as far as was seen.</summary>
    private int Agreeing()
    {
        int agreeing = _standing;
        while (agreeing < _candidates.Count && _undecided.Predicted(agreeing) == _candidates[agreeing])
        {
            agreeing++;
        }

        return agreeing;
    }

    /// <summary>Decides rows from left to right, as far as this depth allows. Returns whether the answer is complete.</summary>
    private bool Decide(InferenceContext inference)
    {
        while (true)
        {
            if (MayDecideBeforeFullDepth && !_undecided.Settled(_standing))
            {
                _sweep = new DepthSweep(Sequence, ++_depth);
                return false;
            }

            int token = _undecided.Predicted(_standing);
            bool stands = _standing < _candidates.Count && token == _candidates[_standing];
            if (Take(inference, token, stands))
            {
                return true;
            }

            if (!stands)
            {
                GoOnAfter(inference, token);
                return false;
            }

            _standing++;
        }
    }

    /// <summary>Takes a token as decided. Returns whether the answer is complete.</summary>
    private bool Take(InferenceContext inference, int token, bool stands)
    {
        _decided++;
        bool complete = token == _plan.EndToken || _decided == _plan.MaxTokens;
        if (!_verified && (!stands || complete))
        {
            _verified = true;
            Write(new RulingSignal { Kind = RulingSignalKind.Verified, Agreeing = stands ? _standing + 1 : _standing });
            if (stands)
            {
                return true;
            }
        }

        if (_verified)
        {
            Write(new RulingSignal { Kind = RulingSignalKind.Token, Token = token });
            inference.Instruments.Token("deep");
        }

        return complete;
    }

    /// <summary>Rolls back to the row just decided and begins a block with the token it gave.</summary>
    private void GoOnAfter(InferenceContext inference, int token)
    {
        if (_ownBlock)
        {
            // As long as proposals stand, more of them are made.
            _speculation = _standing == _candidates.Count ? Math.Min(2 * _speculation, _plan.MaxSpeculation) : Math.Max(1, _standing);
        }

        _ownBlock = true;
        Sequence.Truncate(_first + _standing + 1);
        inference.Append(Sequence, [token]);
        _first = Sequence.Length - 1;
        _standing = 0;
        _candidates.Clear();
        _undecided.Reset();
        _proposing = _speculation > 1;
        _sweep = new DepthSweep(Sequence, _proposing ? _plan.DraftSteps : _depth);
    }

    /// <summary>The last row stands at the draft's depth: what it predicts is the next candidate.</summary>
    private void Propose(InferenceContext inference)
    {
        int token = inference.Predict(Sequence, Sequence.Length - 1).Token;
        _candidates.Add(token);
        bool last = token == _plan.EndToken || _decided + _candidates.Count == _plan.MaxTokens;
        if (!last)
        {
            inference.Append(Sequence, [token]);
        }

        _proposing = !last && _candidates.Count + 1 < _speculation;
        _sweep = new DepthSweep(Sequence, _proposing ? _plan.DraftSteps : _depth);
        if (!_proposing)
        {
            BeginWatching(inference);
        }
    }

    private void Write(RulingSignal signal) => _channel.Writer.TryWrite(signal);
}
