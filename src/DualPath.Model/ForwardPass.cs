using System.Runtime.InteropServices;
using DualPath.Model.Kernels;
using DualPath.Model.KvCache;
using DualPath.Model.Weights;

namespace DualPath.Model;

/// <summary>
/// Computes: prelude, recurrent steps and logits of rows, where a row is one position of one sequence. Rows of many sequences and
/// depths share a pass; a row's result is bitwise the same alone and among others. One instance per thread; the sequences of a pass
/// must not be used elsewhere meanwhile.
/// </summary>
/// <remarks>
/// The life of a position: <see cref="SequenceState.Append"/>, <see cref="Prelude(ReadOnlySpan{Row}, Span{float})"/>, any number of
/// <see cref="CoreStep"/>, <see cref="Logits"/> at any depth. Within a pass all keys and values are written before any row attends,
/// so that the rows of a chunk see each other as a causal mask allows.
/// </remarks>
public sealed unsafe class ForwardPass
{
    private readonly RecurrentDepthModel _model;
    private readonly ModelConfig _config;
    private readonly Kernel _kernel;
    private readonly Workspace _work;
    private readonly SandwichBlock _block;
    private readonly List<Row> _rows = [];

    /// <param name="model">The model; shared with other passes.</param>
    public ForwardPass(RecurrentDepthModel model)
    {
        _model = model;
        _config = model.Config;
        _kernel = model.Kernel;
        _work = new Workspace(model.Config);
        _block = new SandwichBlock(model, _work);
    }

    /// <summary>The model computed with.</summary>
    public RecurrentDepthModel Model => _model;

    /// <summary>Appends tokens and computes their prelude.</summary>
    public void Prelude(SequenceState sequence, ReadOnlySpan<int> tokens)
    {
        int first = sequence.Append(tokens);
        Prelude(RowsOf(sequence, first));
    }

    /// <summary>
    /// Embeds appended tokens, runs the prelude and sets the initial states. Rows of a sequence come in order, without a gap after
    /// the positions embedded so far.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="embedded">If not empty, receives the embedded inputs e [rows, h].</param>
    public void Prelude(ReadOnlySpan<Row> rows, Span<float> embedded = default)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        CheckPreludeRows(rows);
        Reserve(rows);
        int h = _config.HiddenSize;
        for (int i = 0; i < rows.Length; i++)
        {
            Embed(rows[i], _work.Stream + ((long)i * h));
        }

        for (int layer = 0; layer < _model.Weights.Prelude.Length; layer++)
        {
            _block.Run(_model.Weights.Prelude[layer], LayerKind.Prelude, layer, rows);
        }

        if (!embedded.IsEmpty)
        {
            new ReadOnlySpan<float>(_work.Stream, rows.Length * h).CopyTo(embedded);
        }

        _kernel.Multiply(_work.Stream, h, rows.Length, _model.Weights.AdapterInput, _work.Normed, h);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].Sequence.Begin(rows[i].Position);
            Copy(_work.Normed + ((long)i * h), rows[i].Sequence.Injection(rows[i].Position), h);
        }
    }

    /// <summary>
    /// Runs one recurrent step of every row, whatever depth each stands at. Each row may occur once. Afterwards the rows' depth has
    /// grown by one and their <see cref="SequenceState.Convergence"/> is that of this step.
    /// </summary>
    public void CoreStep(ReadOnlySpan<Row> rows)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        CheckCoreRows(rows);
        Reserve(rows);
        int h = _config.HiddenSize;
        for (int i = 0; i < rows.Length; i++)
        {
            var (sequence, position) = rows[i];
            sequence.Deepen(position);
            Copy(sequence.Injection(position), _work.Stream + ((long)i * h), h);
            Copy(sequence.State(position), _work.Normed + ((long)i * h), h);
        }

        _kernel.Multiply(_work.Normed, h, rows.Length, _model.Weights.AdapterState, _work.Stream, h, accumulate: true);
        for (int layer = 0; layer < _model.Weights.Core.Length; layer++)
        {
            _block.Run(_model.Weights.Core[layer], LayerKind.Core, layer, rows);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            var (sequence, position) = rows[i];
            float* state = _work.Stream + ((long)i * h);
            float* previous = sequence.State(position);
            sequence.SetConvergence(position, RelativeChange(state, previous));
            Copy(state, previous, h);
        }
    }

    /// <summary>
    /// Final norm, coda, final norm and output projection of rows at their present depth. If the coda attends, it needs the coda's
    /// keys and values of all earlier positions at *their* present depth: positions whose state changed since (or that were never
    /// read out) are run through the coda along the way, so the caller need not care; reading a sequence out once for the whole
    /// prompt costs one coda pass over the prompt, reading on token by token one row each.
    /// </summary>
    /// <param name="rows">The rows, in any order.</param>
    /// <param name="logits">Receives [rows, padded vocabulary].</param>
    public void Logits(ReadOnlySpan<Row> rows, Span<float> logits)
    {
        int vocabulary = _config.PaddedVocabularySize;
        ArgumentOutOfRangeException.ThrowIfLessThan(logits.Length, (long)rows.Length * vocabulary, nameof(logits));
        CheckOwners(rows);
        foreach (var row in rows)
        {
            // Throws for a position without a state.
            _ = row.Sequence.LatentState(row.Position);
        }

        if (rows.IsEmpty)
        {
            return;
        }

        int h = _config.HiddenSize;
        var codaRows = CodaRows(rows);
        RunCoda(codaRows);
        for (int i = 0; i < rows.Length; i++)
        {
            int at = CodaAttends ? rows[i].Sequence.Marks[rows[i].Position] : i;
            FinalNorm(_work.Stream + ((long)at * h), _work.Normed + ((long)i * h));
        }

        ClearMarks(codaRows);
        fixed (float* output = logits)
        {
            _kernel.Multiply(_work.Normed, h, rows.Length, _model.Weights.Embedding, output, vocabulary);
        }
    }

    /// <summary>
    /// Runs an attending coda over positions whose coda keys and values are out of date, so that <see cref="Logits"/> need not: piece by piece it gives the same as at once. A coda that does not
    /// attend has nothing to keep.
    /// </summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="length">Position to stop before; all before it have passed the prelude.</param>
    /// <param name="limit">Most positions.</param>
    /// <returns>Positions run over, from <see cref="SequenceState.CodaLength"/> on.</returns>
    public int Coda(SequenceState sequence, int length, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, sequence.Embedded);
        CheckOwners([new Row(sequence, 0)]);
        int count = CodaAttends ? Math.Max(0, Math.Min(limit, length - sequence.CodaLength)) : 0;
        if (count > 0)
        {
            _rows.Clear();
            for (int i = 0; i < count; i++)
            {
                _rows.Add(new Row(sequence, sequence.CodaLength + i));
            }

            RunCoda(CollectionsMarshal.AsSpan(_rows));
            sequence.CodaLength += count;
        }

        return count;
    }

    /// <summary>The final norm of a row's latent state, ln_f(s) [h]: what the coda reads, and what the reference's warm start hands on.</summary>
    public void NormedState(Row row, Span<float> destination)
    {
        CheckOwners([row]);
        var state = row.Sequence.LatentState(row.Position);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, state.Length, nameof(destination));
        fixed (float* source = state, target = destination)
        {
            FinalNorm(source, target);
        }
    }

    /// <summary>Final norm and coda of rows; leaves the coda's output in the stream [rows, h].</summary>
    private void RunCoda(ReadOnlySpan<Row> rows)
    {
        Reserve(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            FinalNorm(rows[i].Sequence.State(rows[i].Position), _work.Stream + ((long)i * _config.HiddenSize));
        }

        for (int layer = 0; layer < _model.Weights.Coda.Length; layer++)
        {
            _block.Run(_model.Weights.Coda[layer], LayerKind.Coda, layer, rows);
        }
    }

    private bool CodaAttends => _config.CodaAttends;

    /// <summary>The rows the coda must run: those asked for, and before them those whose coda entries are out of date. Marks each with its index.</summary>
    private ReadOnlySpan<Row> CodaRows(ReadOnlySpan<Row> rows)
    {
        if (!CodaAttends)
        {
            return rows;
        }

        _rows.Clear();
        foreach (var (sequence, position) in rows)
        {
            for (int stale = sequence.CodaLength; stale <= position; stale++)
            {
                Mark(sequence, stale);
                sequence.CodaLength++;
            }

            if (sequence.Marks[position] < 0)
            {
                Mark(sequence, position);
            }
        }

        return CollectionsMarshal.AsSpan(_rows);

        void Mark(SequenceState sequence, int position)
        {
            sequence.Marks[position] = _rows.Count;
            _rows.Add(new Row(sequence, position));
        }
    }

    private void CheckPreludeRows(ReadOnlySpan<Row> rows)
    {
        CheckOwners(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            var (sequence, position) = rows[i];
            if (position == sequence.Embedded && position < sequence.Length)
            {
                sequence.Embedded++;
                continue;
            }

            int next = sequence.Embedded;
            for (i--; i >= 0; i--)
            {
                rows[i].Sequence.Embedded--;
            }

            throw new ArgumentException($"Position {position} is not the next to embed ({next} of {sequence.Length}).", nameof(rows));
        }
    }

    private void CheckCoreRows(ReadOnlySpan<Row> rows)
    {
        CheckOwners(rows);
        int good = 0;
        while (good < rows.Length && Problem(rows[good]) is null)
        {
            rows[good].Sequence.Marks[rows[good].Position] = good++;
        }

        string? problem = good < rows.Length ? Problem(rows[good]) : null;
        ClearMarks(rows[..good]);
        if (problem is not null)
        {
            throw new ArgumentException(problem, nameof(rows));
        }

        static string? Problem(Row row)
        {
            var (sequence, position) = row;
            return position < 0 || position >= sequence.Embedded ? $"Position {position} has not passed the prelude."
                : sequence.Depths[position] >= sequence.MaxSteps ? $"Position {position} has run all of its {sequence.MaxSteps} recurrent steps."
                : sequence.Marks[position] >= 0 ? $"Position {position} occurs twice in the pass."
                : null;
        }
    }

    private static void ClearMarks(ReadOnlySpan<Row> rows)
    {
        foreach (var (sequence, position) in rows)
        {
            sequence.Marks[position] = -1;
        }
    }

    private void CheckOwners(ReadOnlySpan<Row> rows)
    {
        foreach (var row in rows)
        {
            if (!ReferenceEquals(row.Sequence.Model, _model))
            {
                throw new ArgumentException("The sequence belongs to another model.", nameof(rows));
            }
        }
    }

    private void Reserve(ReadOnlySpan<Row> rows)
    {
        int positions = 0;
        foreach (var row in rows)
        {
            positions = Math.Max(positions, row.Position + 1);
        }

        _work.Reserve(rows.Length, positions);
    }

    private ReadOnlySpan<Row> RowsOf(SequenceState sequence, int first)
    {
        _rows.Clear();
        for (int position = first; position < sequence.Length; position++)
        {
            _rows.Add(new Row(sequence, position));
        }

        return CollectionsMarshal.AsSpan(_rows);
    }

    /// <summary>The scaled embedding, plus the convolution over the scaled embeddings of the tokens before.</summary>
    private void Embed(Row row, float* destination)
    {
        int h = _config.HiddenSize;
        var embedding = _model.Weights.Embedding;
        var tokens = row.Sequence.Tokens;
        embedding.CopyRow(tokens[row.Position], _config.EmbeddingScale, destination);
        if (_model.Weights.Canon is { } canon)
        {
            float* scratch = _work.Qkv;
            for (int tap = 0; tap < _config.CanonTapsEmbedding && tap <= row.Position; tap++)
            {
                embedding.CopyRow(tokens[row.Position - tap], _config.EmbeddingScale, scratch);
                _kernel.MultiplyAdd(destination, canon.Data + ((long)tap * h), scratch, h);
            }
        }
    }

    private float RelativeChange(float* state, float* previous)
    {
        int h = _config.HiddenSize;
        float* change = _work.Normed;
        for (int i = 0; i < h; i++)
        {
            change[i] = state[i] - previous[i];
        }

        return MathF.Sqrt(_kernel.Dot(change, change, h)) / MathF.Sqrt(_kernel.Dot(state, state, h));
    }

    private void FinalNorm(float* source, float* destination) =>
        _kernel.RmsNorm(source, _model.Weights.FinalNorm.Data, destination, _config.HiddenSize, _config.NormEpsilon);

    private static void Copy(float* source, float* destination, int count) =>
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
}
