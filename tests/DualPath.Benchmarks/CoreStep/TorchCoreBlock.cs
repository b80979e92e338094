using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>A core block (specification 1.2) over one row per sequence [rows, h].</summary>
internal sealed class TorchCoreBlock
{
    private readonly ModelConfig _config;
    private readonly Scalar _epsilon;
    private readonly Tensor _turns;
    private readonly Tensor _norm1;
    private readonly Tensor? _canon;
    private readonly Tensor _qkv;
    private readonly Tensor? _qkBias;
    private readonly Tensor _projection;
    private readonly Tensor _norm2;
    private readonly Tensor _norm3;
    private readonly Tensor _mlpIn;
    private readonly Tensor _mlpOut;
    private readonly Tensor _norm4;

    /// <param name="network">The network.</param>
    /// <param name="layer">0-based layer of the core.</param>
    /// <param name="turns">Cosine and sine as complex numbers [positions, 1, 1, d/2].</param>
    /// <param name="compute">Element type of the matrix products.</param>
    /// <param name="kept">Takes the tensors that live as long as the contestant.</param>
    public TorchCoreBlock(RecurrentDepthNetwork network, int layer, Tensor turns, ScalarType compute, TorchTensors kept)
    {
        _config = network.Config;
        _epsilon = _config.NormEpsilon;
        _turns = kept.Keep(turns);
        string prefix = TensorCatalog.Block("core_block", layer);
        _norm1 = Vector("norm_1.weight")!;

        // Oldest tap first, as the cache lies, and the row itself added to the weight of the newest.
        _canon = network.Parameters.GetValueOrDefault($"{prefix}.attn.canon.weight") is { } taps
            ? kept.Keep((taps.t() + (arange(_config.CanonTapsCore) == 0).to(ScalarType.Float32).unsqueeze(1)).flip(0).contiguous())
            : null;
        _qkv = Matrix("attn.Wqkv.weight");
        _qkBias = Vector("attn.qk_bias") is { } bias ? kept.Keep(bias.reshape(2, _config.Heads, _config.HeadSize)) : null;
        _projection = Matrix("attn.proj.weight");
        _norm2 = Vector("norm_2.weight")!;
        _norm3 = Vector("norm_3.weight")!;
        _mlpIn = Matrix("mlp.fc.weight");
        _mlpOut = Matrix("mlp.proj.weight");
        _norm4 = Vector("norm_4.weight")!;

        Tensor? Vector(string name) => network.Parameters.GetValueOrDefault($"{prefix}.{name}") is { } value ? kept.Keep(value.detach().clone()) : null;

        Tensor Matrix(string name) => kept.Matrix(network.Parameters[$"{prefix}.{name}"], compute);
    }

    public Tensor Apply(Tensor x, TorchCoreCache cache, int position)
    {
        x = TorchTensors.Linear(Attend(Norm(x, _norm1), cache, position), _projection).add_(x);
        x = Norm(x, _norm2);
        var halves = TorchTensors.Linear(Norm(x, _norm3), _mlpIn).chunk(2, -1);
        x = TorchTensors.Linear(nn.functional.silu(halves[0]).mul_(halves[1]), _mlpOut).add_(x);
        return Norm(x, _norm4);
    }

    private Tensor Attend(Tensor x, TorchCoreCache cache, int position)
    {
        if (_canon is not null)
        {
            x = (cache.WithPreceding(x, position) * _canon).sum(1);
        }

        var qkv = TorchTensors.Linear(x, _qkv).view(-1, 3, _config.Heads, _config.HeadSize);
        var queriesAndKeys = qkv.narrow(1, 0, 2);
        if (_qkBias is not null)
        {
            queriesAndKeys.add_(_qkBias);
        }

        view_as_complex(queriesAndKeys.view(-1, 2, _config.Heads, _config.HeadSize / 2, 2)).mul_(_turns.select(0, position));
        var (keys, values) = cache.Extend(qkv.select(1, 1), qkv.select(1, 2), position);
        return nn.functional.scaled_dot_product_attention(qkv.select(1, 0).unsqueeze(2), keys, values).view(-1, _config.HiddenSize);
    }

    private Tensor Norm(Tensor x, Tensor gain) => (x * x.square().mean([-1], keepdim: true).add_(_epsilon).rsqrt_()).mul_(gain);
}
