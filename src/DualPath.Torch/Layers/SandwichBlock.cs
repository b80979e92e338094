using DualPath.Model;
using DualPath.Model.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>
/// The block of prelude, core and coda (specification 1.2): a = x + Attn(norm_1(x)), x' = norm_2(a), b = x' + MLP(norm_3(x')),
/// out = norm_4(b). Without attention the first line is a = x.
/// </summary>
internal sealed class SandwichBlock
{
    private readonly ModelConfig _config;
    private readonly RotaryEmbedding _rotary;
    private readonly Tensor? _norm1;
    private readonly Tensor? _canon;
    private readonly Tensor? _qkv;
    private readonly Tensor? _qkBias;
    private readonly Tensor? _attentionOut;
    private readonly Tensor _norm2;
    private readonly Tensor _norm3;
    private readonly Tensor _gateAndValue;
    private readonly Tensor _mlpOut;
    private readonly Tensor _norm4;
    private readonly ExpertMlp? _experts;

    public SandwichBlock(ModelConfig config, IReadOnlyDictionary<string, Tensor> parameters, string prefix, RotaryEmbedding rotary, ScalarType compute)
    {
        _config = config;
        _rotary = rotary;
        _norm1 = parameters.GetValueOrDefault($"{prefix}.norm_1.weight");
        _canon = parameters.GetValueOrDefault($"{prefix}.attn.canon.weight");
        _qkv = parameters.GetValueOrDefault($"{prefix}.attn.Wqkv.weight")?.to(compute);
        _qkBias = parameters.GetValueOrDefault($"{prefix}.attn.qk_bias")?.reshape(2, config.Heads, config.HeadSize);
        _attentionOut = parameters.GetValueOrDefault($"{prefix}.attn.proj.weight")?.to(compute);
        _norm2 = parameters[$"{prefix}.norm_2.weight"];
        _norm3 = parameters[$"{prefix}.norm_3.weight"];
        _gateAndValue = parameters[$"{prefix}.mlp.fc.weight"].to(compute);
        _mlpOut = parameters[$"{prefix}.mlp.proj.weight"].to(compute);
        _norm4 = parameters[$"{prefix}.norm_4.weight"];
        _experts = parameters.ContainsKey($"{prefix}.{TensorCatalog.Router}") ? new ExpertMlp(config, parameters, prefix, compute) : null;
    }

    /// <summary>[B, T, h] -> [B, T, h]. A block without attention also takes rows in any other arrangement [.., h].</summary>
    /// <param name="x">The rows.</param>
    /// <param name="memory">The positions before; null if x begins with the first token.</param>
    /// <param name="routing">Is told who was routed where, if the block has experts.</param>
    public Tensor Apply(Tensor x, LayerMemory? memory, Routing? routing = null)
    {
        if (_qkv is not null)
        {
            x = x.Plus(Attend(RmsNorm.Apply(x, _norm1!, _config.NormEpsilon), memory));
        }

        x = RmsNorm.Apply(x, _norm2, _config.NormEpsilon);
        var normed = RmsNorm.Apply(x, _norm3, _config.NormEpsilon);
        x = x.Plus(_experts is null ? Mlp(normed) : Mlp(normed).Plus(_experts.Apply(normed, routing)));
        return RmsNorm.Apply(x, _norm4, _config.NormEpsilon);
    }

    private Tensor Attend(Tensor x, LayerMemory? memory)
    {
        (long batch, long tokens) = (x.shape[0], x.shape[1]);
        if (_canon is not null)
        {
            x = memory?.Convolve(x, _canon) ?? CausalConvolution.Add(x, _canon);
        }

        // Rows of Wqkv: all queries, then all keys, then all values.
        var qkv = ForwardPass.Linear(x, _qkv!).view(batch, tokens, 3, _config.Heads, _config.HeadSize);
        var queriesAndKeys = qkv.narrow(2, 0, 2);
        if (_qkBias is not null)
        {
            queriesAndKeys = queriesAndKeys.Plus(_qkBias);
        }

        queriesAndKeys = memory?.Turn(_rotary, queriesAndKeys) ?? _rotary.Apply(queriesAndKeys, 0);
        var (queries, keys, values) = (queriesAndKeys.select(2, 0), queriesAndKeys.select(2, 1), qkv.select(2, 2));
        var attended = memory?.Attend(queries, keys, values) ?? nn.functional.scaled_dot_product_attention(
            queries.transpose(1, 2), keys.transpose(1, 2), values.transpose(1, 2), is_casual: true).transpose(1, 2);
        return ForwardPass.Linear(attended.reshape(batch, tokens, _config.HiddenSize), _attentionOut!);
    }

    private Tensor Mlp(Tensor x)
    {
        var halves = ForwardPass.Linear(x, _gateAndValue).chunk(2, -1);
        return ForwardPass.Linear(nn.functional.silu(halves[0]) * halves[1], _mlpOut);
    }
}
