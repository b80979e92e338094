using DualPath.Torch;
using DualPath.Training.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Training.Evaluation;

/// <summary>
/// Quick accuracy during training. An answer is right if each of its tokens is the most likely one after the true tokens before it; that is
/// the case exactly when greedy decoding would give the answer. The state starts from zero.
/// </summary>
internal static class TeacherForcedEvaluation
{
    public static DepthAccuracy Run(RecurrentDepthNetwork network, IReadOnlyList<Batch> batches, IReadOnlyList<int> steps)
    {
        using var off = no_grad();
        var right = new SortedDictionary<(string Task, int Level), (int Questions, int[] Right)>();
        (double correlation, double change) = (0, 0);
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            var pass = network.Begin();
            var embedded = pass.Embed(batch.Ids());
            var rows = tensor(batch.PredictedRows.ToArray());
            var state = zeros_like(embedded.Value);
            for (int step = 1; step <= steps[^1]; step++)
            {
                using var inner = NewDisposeScope();
                var before = state;
                state = pass.Step(state, embedded).MoveToOuterDisposeScope();
                int at = steps.ToList().IndexOf(step);
                if (at >= 0)
                {
                    var logits = pass.Readout(pass.Latent(state.reshape(-1, network.Config.HiddenSize).index_select(0, rows)));
                    Count(batch.Judge(logits.argmax(1).data<long>().ToArray()), at);
                }

                if (step == steps[^1])
                {
                    correlation += TokenCorrelation(state) / batches.Count;
                    change += (state.Plus(before.neg()).norm() / state.norm()).item<float>() / batches.Count;
                }

                before.Dispose();
            }
        }

        return new DepthAccuracy(
            steps,
            [.. right.Select(pair => new DepthAccuracy.Row(
                pair.Key.Task, pair.Key.Level, pair.Value.Questions, [.. pair.Value.Right.Select(count => (double)count / pair.Value.Questions)]))],
            correlation,
            change);

        void Count(IEnumerable<(AnswerSpan Span, bool Right)> judged, int at)
        {
            foreach ((var span, bool isRight) in judged)
            {
                var key = (span.Exchange.Task, span.Exchange.Level);
                var entry = right.GetValueOrDefault(key, (0, new int[steps.Count]));
                entry.Item2[at] += isRight ? 1 : 0;
                right[key] = (entry.Item1 + (at == 0 ? 1 : 0), entry.Item2);
            }
        }
    }

    /// <summary>Specification 2.5: states centred over features and normalised to length 1; mean of all pairwise products, the diagonal taken off.</summary>
    private static double TokenCorrelation(Tensor state)
    {
        using var scope = NewDisposeScope();
        var x = state.Plus(state.mean([-1], keepdim: true).neg());
        x = x / x.norm(-1, keepdim: true);
        return x.matmul(x.transpose(1, 2)).mean().item<float>() - (1.0 / state.shape[1]);
    }
}
