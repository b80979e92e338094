using DualPath.Model;
using DualPath.Model.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>
/// The routed experts of a core block (specification 7): sum over the chosen experts e of score_e * Expert_e(x), score = sigmoid(router), chosen by score + bias.
/// All experts are computed and those that were not chosen are multiplied by zero: exact, differentiable and simple.
/// </summary>
internal sealed class ExpertMlp
{
    private readonly ModelConfig _config;
    private readonly Tensor _router;
    private readonly Tensor _bias;
    private readonly Tensor _in;
    private readonly Tensor _out;

    public ExpertMlp(ModelConfig config, IReadOnlyDictionary<string, Tensor> parameters, string prefix, ScalarType compute)
    {
        _config = config;
        _router = parameters[$"{prefix}.{TensorCatalog.Router}"];
        _bias = parameters[$"{prefix}.{TensorCatalog.RouterBias}"];
        _in = parameters[$"{prefix}.{TensorCatalog.ExpertsIn}"].to(compute);

        // [E * h, inner] to [h, E * inner]: the sum over experts is then part of the product.
        _out = parameters[$"{prefix}.{TensorCatalog.ExpertsOut}"].to(compute)
            .reshape(config.CoreExperts, config.HiddenSize, config.CoreExpertSize).permute(1, 0, 2).reshape(config.HiddenSize, config.CoreExperts * config.CoreExpertSize);
    }

    /// <summary>[.., h] -> [.., h]; tells <paramref name="routing"/> who was chosen.</summary>
    public Tensor Apply(Tensor x, Routing? routing)
    {
        var rows = x.reshape(-1, _config.HiddenSize);
        var logits = nn.functional.linear(rows, _router);
        var scores = logits.sigmoid();
        var chosen = Chosen(scores);
        routing?.Record(logits, chosen);
        var halves = ForwardPass.Linear(rows, _in).reshape(rows.shape[0], _config.CoreExperts, 2, _config.CoreExpertSize);
        var inner = nn.functional.silu(halves.select(2, 0)) * halves.select(2, 1) * (scores * chosen).unsqueeze(-1);
        return ForwardPass.Linear(inner.reshape(rows.shape[0], _config.CoreExperts * _config.CoreExpertSize), _out).reshape(x.shape);
    }

    /// <summary>One for each chosen expert, zero for the others [rows, E].</summary>
    private Tensor Chosen(Tensor scores)
    {
        using var off = no_grad();
        var (_, indices) = scores.detach().Plus(_bias.detach()).topk(_config.CoreExpertsActive, -1);
        return zeros_like(scores).scatter_(-1, indices, ones_like(scores));
    }
}
