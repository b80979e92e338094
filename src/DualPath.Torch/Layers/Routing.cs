using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Layers;

/// <summary>Who was routed where in one forward pass, over all rows, core blocks and recurrent steps: what balancing the experts needs.</summary>
/// <param name="layers">Core blocks, which run one after the other in every step.</param>
public sealed class Routing(int layers)
{
    private readonly List<Tensor> _means = [];
    private readonly List<float[]> _loads = [];

    /// <summary>Per core block and step, in the order in which they ran: the share of rows that chose each expert [E].</summary>
    public IReadOnlyList<float[]> Loads => _loads;

    /// <summary>
    /// Entropy, in nats, of the mean routing distribution over the differentiated steps (MoEUT), mean over the core blocks: greatest when all experts are used alike.
    /// Null if no step was differentiated.
    /// </summary>
    public Tensor? Entropy()
    {
        if (_means.Count == 0)
        {
            return null;
        }

        var mean = stack(_means).reshape(-1, layers, _means[0].shape[0]).mean([0]);
        return (mean * mean.log()).sum(1).mean().neg();
    }

    internal void Record(Tensor logits, Tensor chosen)
    {
        using (NewDisposeScope())
        {
            _loads.Add(chosen.mean([0]).data<float>().ToArray());
        }

        if (logits.requires_grad)
        {
            _means.Add(logits.softmax(-1).mean([0]));
        }
    }
}
