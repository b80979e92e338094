using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DualPath.Model.Weights;

namespace DualPath.Model;

/// <summary>The buffers of one <see cref="ForwardPass"/>. They grow with the largest pass seen and are then reused, so that a step allocates nothing.</summary>
internal sealed unsafe class Workspace(ModelConfig config)
{
    private FloatVector _stream = new(0);
    private FloatVector _normed = new(0);
    private FloatVector _qkv = new(0);
    private FloatVector _inner = new(0);
    private FloatVector _router = new(0);
    private FloatVector _gathered = new(0);
    private int[] _gatheredFrom = [];
    private FloatVector _scores = new(0);
    private FloatVector _turns = new(0);
    private nint[] _entries = [];
    private int _turnsFilled;

    /// <summary>The residual stream [rows, h].</summary>
    public float* Stream => _stream.Data;

    /// <summary>Inputs of the next linear map [rows, h].</summary>
    public float* Normed => _normed.Data;

    /// <summary>Queries, keys, values [rows, 3h].</summary>
    public float* Qkv => _qkv.Data;

    /// <summary>Gate and value of the MLP [rows, 2I].</summary>
    public float* Inner => _inner.Data;

    /// <summary>Scores of the routed experts [rows, E].</summary>
    public float* Router => _router.Data;

    /// <summary>Rows on their way through one expert [rows, h].</summary>
    public float* Gathered => _gathered.Data;

    /// <summary>Which rows those are.</summary>
    public int[] GatheredFrom => _gatheredFrom;

    /// <summary>Attention scores and their sums [heads, positions + 1].</summary>
    public float* Scores => _scores.Data;

    /// <summary>Cache entries a row attends to [positions].</summary>
    public float** Entries => (float**)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_entries));

    /// <summary>Cosines and sines of one position, as the kernels want them [2d].</summary>
    public float* Turn(int position) => _turns.Data + ((long)position * 2 * config.HeadSize);

    /// <summary>Makes room; contents are not kept.</summary>
    /// <param name="rows">Rows in the pass.</param>
    /// <param name="positions">Longest sequence in the pass.</param>
    public void Reserve(int rows, int positions)
    {
        if ((long)rows * config.HiddenSize > _stream.Length)
        {
            rows = Math.Max(rows, Math.Min(256, 2 * (_stream.Length / config.HiddenSize)));
            _stream = new FloatVector(checked(rows * config.HiddenSize));
            _normed = new FloatVector(rows * config.HiddenSize);
            _qkv = new FloatVector(checked(rows * 3 * config.HiddenSize));
            _inner = new FloatVector(checked(rows * 2 * Math.Max(config.IntermediateSize, Math.Max(config.CoreSharedExpertSize, config.CoreExpertSize))));
            if (config.CoreExperts > 0)
            {
                _router = new FloatVector(checked(rows * config.CoreExperts));
                _gathered = new FloatVector(rows * config.HiddenSize);
                _gatheredFrom = new int[rows];
            }
        }

        if (positions > _entries.Length)
        {
            ReservePositions(Math.Max(positions, Math.Min(config.ContextLength, Math.Max(64, 2 * _entries.Length))));
        }
    }

    private void ReservePositions(int positions)
    {
        _scores = new FloatVector(checked(config.Heads * (positions + 1)));
        _entries = GC.AllocateArray<nint>(positions, pinned: true);
        int d = config.HeadSize;
        var turns = new FloatVector(checked(positions * 2 * d));
        _turns.Span.CopyTo(turns.Span);
        _turns = turns;
        Span<float> cosines = stackalloc float[d / 2];
        Span<float> sines = stackalloc float[d / 2];
        for (; _turnsFilled < positions; _turnsFilled++)
        {
            RotaryTable.Fill(config, _turnsFilled, cosines, sines);
            var turn = turns.Span.Slice(_turnsFilled * 2 * d, 2 * d);
            for (int j = 0; j < d / 2; j++)
            {
                turn[2 * j] = turn[(2 * j) + 1] = cosines[j];
                turn[d + (2 * j)] = -sines[j];
                turn[d + (2 * j) + 1] = sines[j];
            }
        }
    }
}
