namespace DualPath.Model.Weights;

/// <summary>Compares tensors with the catalogue of an architecture before anything is allocated for them.</summary>
public static class CatalogCheck
{
    /// <summary>Checks that exactly the tensors of the architecture are there, in their shapes.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing, surplus or of another shape, or the output projection is not the embedding.</exception>
    public static void Verify(ModelConfig config, ITensorSource source)
    {
        var present = source.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var expected in TensorCatalog.For(config))
        {
            if (!present.Remove(expected.Name, out var found))
            {
                throw new ModelFormatException(source.Name, $"tensor \"{expected.Name}\" is missing");
            }

            if (!found.Shape.SequenceEqual(expected.Shape))
            {
                throw new ModelFormatException(
                    source.FileOf(found.Name),
                    $"tensor \"{expected.Name}\" has the shape {Describe(found.Shape)}, the configuration asks for {Describe(expected.Shape)}");
            }
        }

        foreach (string surplus in present.Keys.Where(name => !TensorCatalog.Ignored.Contains(name)))
        {
            throw new ModelFormatException(source.FileOf(surplus), $"tensor \"{surplus}\" belongs to no part of the configured model");
        }

        if (present.TryGetValue(TensorCatalog.Ignored[0], out var head))
        {
            CheckHeadIsEmbedding(source, head);
        }
    }

    private static void CheckHeadIsEmbedding(ITensorSource source, TensorSpec head)
    {
        var embedding = source.Tensors.First(t => t.Name == TensorCatalog.Embedding);
        bool equal = head.Shape.SequenceEqual(embedding.Shape);
        float[] a = new float[4096];
        float[] b = new float[4096];
        for (long at = 0; equal && at < embedding.Count; at += a.Length)
        {
            int count = (int)Math.Min(a.Length, embedding.Count - at);
            source.Read(embedding.Name, at, a.AsSpan(0, count));
            source.Read(head.Name, at, b.AsSpan(0, count));
            equal = a.AsSpan(0, count).SequenceEqual(b.AsSpan(0, count));
        }

        if (!equal)
        {
            throw new ModelFormatException(
                source.FileOf(head.Name), $"tensor \"{head.Name}\" differs from \"{embedding.Name}\", although the configuration ties them");
        }
    }

    private static string Describe(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
