using DualPath.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>
/// Rotary position embedding on interleaved pairs (specification 1.4): pair j of a head is a complex number turned by
/// position * base^(-2j/d). Angles are computed in double and kept in fp32.
/// </summary>
internal sealed class RotaryEmbedding : IDisposable
{
    // [positions, 1, 1, d/2] complex64
    private readonly Tensor _turns;

    public RotaryEmbedding(ModelConfig config, Device? device = null)
    {
        using var scope = NewDisposeScope();
        int pairs = config.HeadSize / 2;
        double[] frequencies = [.. Enumerable.Range(0, pairs).Select(j => Math.Pow(config.RopeBase, -2.0 * j / config.HeadSize))];
        double[] positions = [.. Enumerable.Range(0, config.ContextLength)];
        var angles = outer(tensor(positions), tensor(frequencies));
        _turns = view_as_complex(stack([angles.cos(), angles.sin()], -1).to(ScalarType.Float32)).reshape(-1, 1, 1, pairs).to(device ?? CPU).DetachFromDisposeScope();
    }

    /// <summary>Turns queries and keys [B, T, 2, H, d] whose first row stands at <paramref name="position"/>.</summary>
    public Tensor Apply(Tensor queriesAndKeys, long position) => Apply(queriesAndKeys, turns => turns.narrow(0, position, queriesAndKeys.shape[1]));

    /// <summary>Turns queries and keys [B, T, 2, H, d] whose rows stand at <paramref name="positions"/> [T].</summary>
    public Tensor Apply(Tensor queriesAndKeys, Tensor positions) => Apply(queriesAndKeys, turns => turns.index_select(0, positions));

    /// <summary>Cosine and sine per position and pair [positions, d/2, 2].</summary>
    public Tensor CosineAndSine() => view_as_real(_turns).squeeze(1).squeeze(1);

    public void Dispose() => _turns.Dispose();

    private Tensor Apply(Tensor queriesAndKeys, Func<Tensor, Tensor> choose)
    {
        long[] shape = queriesAndKeys.shape;
        var pairs = view_as_complex(queriesAndKeys.reshape([.. shape[..^1], shape[^1] / 2, 2]));
        return view_as_real(pairs * choose(_turns)).reshape(shape);
    }
}
