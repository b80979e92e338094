using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>
/// Starts a run from the weights of a model instead of from chance. The model may know other words: each word that both know keeps its row of the embedding, new ones begin as in
/// any run. The optimizer begins anew, the curriculum at the levels that held-out questions show: to climb there again took one run most of its 15 million tokens, since there the noisy weights in training are what is judged.
/// </summary>
internal static class WarmStart
{
    /// <summary>Recurrent steps at which levels are judged: as many as rulings have.</summary>
    private const int Depth = 16;

    /// <summary>Copies the weights of the model in <paramref name="folder"/> into a run that has not begun.</summary>
    /// <exception cref="ModelFormatException">The folder holds no model, or one of another architecture.</exception>
    public static void Load(Trainer trainer, string folder)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = RecurrentDepthNetwork.Load(folder);
        var words = Vocabulary.Load(Path.Combine(folder, TokenizerFile.Name));
        foreach (var (name, target) in trainer.Parameters)
        {
            var source = model.Parameters.GetValueOrDefault(name);
            bool rows = name == TensorCatalog.Embedding;
            if (source is null || !source.shape.AsSpan(rows ? 1 : 0).SequenceEqual(target.shape.AsSpan(rows ? 1 : 0)))
            {
                throw new ModelFormatException(folder, $"has no tensor {name} of the size that the configuration asks for");
            }

            if (rows)
            {
                (long[] from, long[] to) = Rows(words, trainer.Vocabulary, folder);
                target.index_copy_(0, tensor(to), source.index_select(0, tensor(from)));
            }
            else
            {
                target.copy_(source);
            }

            trainer.Optimizer.Average[name].copy_(target);
        }

        trainer.Curriculum.BeginAt(trainer.Evaluate([Depth]).Rows);
    }

    private static (long[] From, long[] To) Rows(Vocabulary known, Vocabulary asked, string folder)
    {
        // Whatever is no word comes first, in the same order.
        int fixedRows = asked.Size - asked.Words.Count;
        if (known.Size - known.Words.Count != fixedRows)
        {
            throw new ModelFormatException(folder, "has other symbols or another number of slots in its vocabulary");
        }

        var at = known.Words.Index().ToDictionary(word => word.Item.ToLowerInvariant(), word => fixedRows + word.Index);
        var rows = Enumerable.Range(0, fixedRows).Select(row => ((long)row, (long)row))
            .Concat(asked.Words.Index().Where(word => at.ContainsKey(word.Item.ToLowerInvariant())).Select(word => ((long)at[word.Item.ToLowerInvariant()], (long)fixedRows + word.Index)))
            .ToArray();
        return ([.. rows.Select(row => row.Item1)], [.. rows.Select(row => row.Item2)]);
    }
}
