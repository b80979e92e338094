using DualPath.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>
/// Forward and backward of one micro-batch. Several run at once on threads of their own and read the same weights: each gets its gradients
/// as a list instead of adding them to the parameters, so that they can be summed in a fixed order and a run repeats itself bit for bit.
/// </summary>
internal sealed class MicroBatchGradients : IDisposable
{
    private MicroBatchGradients(Batch batch, int depth, double loss, long[] best, IReadOnlyList<Tensor> gradients)
    {
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

    /// <summary>Runs one micro-batch on the calling thread. All chance comes from <paramref name="random"/>.</summary>
    public static MicroBatchGradients Compute(RecurrentDepthNetwork network, TrainingConfig config, Batch batch, int depth, Random random)
    {
        // Per thread: two threads per operation are slower than one on small machines, and each worker has its own core.
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)random.NextInt64(), CPU);
        int hidden = config.Model.HiddenSize;
        int withGradient = Math.Min(depth, config.Model.MeanBackpropDepth);
        var initial = random.NextDouble() < config.ZeroStateShare
            ? zeros(batch.Rows, batch.Columns, hidden)
            : Initialisation.InitialState(batch.Rows, batch.Columns, hidden, generator);

        var pass = network.Begin(config.Compute);
        var embedded = pass.Embed(batch.Ids());
        var state = pass.Recur(initial, embedded, depth - withGradient, withGradient);
        var chosen = state.reshape(-1, hidden).index_select(0, batch.PredictedRows());
        var logits = pass.Readout(pass.Latent(chosen));
        var losses = nn.functional.cross_entropy(logits, batch.Labels(), reduction: nn.Reduction.None);

        // Per answer, not per token: most tokens of an answer are the same in every answer.
        var answers = losses.narrow(0, 0, batch.AnswerRows).sum() / batch.Answers.Count;
        int partials = batch.Predictions - batch.AnswerRows;
        var loss = partials == 0 ? answers : answers + (losses.narrow(0, batch.AnswerRows, partials).mean() * config.PartialWeight);
        var gradients = autograd.grad([loss], [.. network.Parameters.Values]);
        return new MicroBatchGradients(
            batch, depth, answers.item<float>(), logits.argmax(1).data<long>().ToArray(), [.. gradients.Select(gradient => gradient.DetachFromDisposeScope())]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gradient in Gradients)
        {
            gradient.Dispose();
        }
    }
}
