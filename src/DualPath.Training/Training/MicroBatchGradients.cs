using DualPath.Model.Weights;
using DualPath.Torch;
using DualPath.Torch.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>
/// Forward and backward of one micro-batch. Several run at once on threads of their own and read the same weights: each gets its gradients
/// as a list instead of adding them to the parameters, so that they can be summed in a fixed order and a run repeats itself bit for bit.
/// </summary>
internal sealed class MicroBatchGradients : IDisposable
{
    private MicroBatchGradients(Batch batch, int depth, double loss, long[] best, IReadOnlyList<Tensor> gradients, IReadOnlyList<float[]> expertLoads)
    {
        ExpertLoads = expertLoads;
        Batch = batch;
        Depth = depth;
        Loss = loss;
        Best = best;
        Gradients = gradients;
    }

    /// <summary>What was trained on.</summary>
    public Batch Batch { get; }

    /// <summary>Recurrent steps drawn for it.</summary>
    public int Depth { get; }

    /// <summary>Loss per answer, the partial results not counted.</summary>
    public double Loss { get; }

    /// <summary>The most likely token at each prediction.</summary>
    public long[] Best { get; }

    /// <summary>One per parameter, in the parameters' order.</summary>
    public IReadOnlyList<Tensor> Gradients { get; }

    /// <summary>Share of the rows (padding included) that chose each expert, per recurrent step and core block in it; empty without experts.</summary>
    public IReadOnlyList<float[]> ExpertLoads { get; }

    /// <summary>Runs one micro-batch on the calling thread, by hand-written derivatives where a pass for them is given and by automatic ones otherwise.</summary>
    public static MicroBatchGradients Compute(RecurrentDepthNetwork network, GradientPass? pass, TrainingConfig config, Batch batch, int depth, Random random)
    {
        // Per thread: two threads per operation are slower than one on small machines, and each worker has its own core.
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)random.NextInt64(), CPU);
        var initial = random.NextDouble() < config.ZeroStateShare
            ? null
            : Initialisation.InitialState(batch.Rows, batch.Columns, config.Model.HiddenSize, generator);
        float[] weights = batch.Weights(config.PartialWeight);
        (var result, var loads) = pass is null
            ? Differentiate(network, config, batch, depth, initial, weights)
            : (pass.Run(
                network.Parameters, batch.TokenIds, batch.Rows, initial is null ? [] : initial.data<float>().ToArray(), depth, batch.PredictedRows, batch.Labels, weights), []);
        double loss = result.Losses.Take(batch.AnswerRows).Sum() / batch.Answers.Count;
        return new MicroBatchGradients(batch, depth, loss, result.Best, [.. result.Gradients.Select(gradient => gradient.DetachFromDisposeScope())], loads);
    }

    private static (GradientPassResult Result, IReadOnlyList<float[]> ExpertLoads) Differentiate(RecurrentDepthNetwork network, TrainingConfig config, Batch batch, int depth, Tensor? initial, float[] weights)
    {
        int withGradient = Math.Min(depth, config.Model.MeanBackpropDepth);
        var pass = network.Begin(config.Compute);
        var embedded = pass.Embed(batch.Ids());
        var state = pass.Recur(initial ?? zeros_like(embedded.Value), embedded, depth - withGradient, withGradient);
        var chosen = state.reshape(-1, config.Model.HiddenSize).index_select(0, tensor(batch.PredictedRows.ToArray()));
        var logits = pass.Readout(pass.Latent(chosen));
        var losses = nn.functional.cross_entropy(logits, tensor(batch.Labels.ToArray()), reduction: nn.Reduction.None);
        var total = (losses * tensor(weights)).sum();
        if (pass.Routing.Entropy() is { } entropy)
        {
            total = total.Plus(entropy.Times(-config.ExpertEntropyWeight));
        }

        // Who is chosen has no gradient, and the biases take part in nothing else.
        var differentiable = network.Parameters.Where(pair => !IsBalance(pair.Key)).Select(pair => pair.Value).ToArray();
        var gradients = new Queue<Tensor>(autograd.grad([total], differentiable));
        return (
            new GradientPassResult(
                losses.data<float>().ToArray(),
                logits.argmax(1).data<long>().ToArray(),
                [.. network.Parameters.Select(pair => IsBalance(pair.Key) ? zeros_like(pair.Value) : gradients.Dequeue())]),
            pass.Routing.Loads);
    }

    private static bool IsBalance(string parameter) => parameter.EndsWith(TensorCatalog.RouterBias, StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gradient in Gradients)
        {
            gradient.Dispose();
        }
    }
}
