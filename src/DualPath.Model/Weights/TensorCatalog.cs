namespace DualPath.Model.Weights;

/// <summary>
/// The tensors a checkpoint of a given architecture must hold, by the published checkpoints' names (specification 1.8).
/// Linear maps are stored [out, in].
/// </summary>
public static class TensorCatalog
{
    /// <summary>Embedding and, tied, output projection [V, h].</summary>
    public const string Embedding = "transformer.wte.weight";

    /// <summary>The adapter [h, 2h]: state first, embedded input second.</summary>
    public const string Adapter = "transformer.adapter.weight";

    /// <summary>Gain of the norm after the recurrence and after the coda [h].</summary>
    public const string FinalNorm = "transformer.ln_f.weight";

    /// <summary>Taps of the convolution over the embeddings [h, taps]; tap j weighs the token j places back.</summary>
    public const string Canon = "transformer.canon.weight";

    /// <summary>Surplus tensors a published checkpoint may carry: a second copy of the tied embedding, and a stored rotary table.</summary>
    public static IReadOnlyList<string> Ignored { get; } = ["lm_head.weight", "freqs_cis"];

    /// <summary>Prefix of one block's tensors.</summary>
    /// <param name="room"><c>prelude</c>, <c>core_block</c> or <c>coda</c>.</param>
    /// <param name="layer">0-based layer inside the room.</param>
    public static string Block(string room, int layer) => $"transformer.{room}.{layer}";

    /// <summary>Every tensor with its shape, in a fixed order.</summary>
    public static IReadOnlyList<TensorSpec> For(ModelConfig config)
    {
        int h = config.HiddenSize;
        var tensors = new List<TensorSpec> { new(Embedding, [config.PaddedVocabularySize, h]) };
        if (config.CanonTapsEmbedding > 0)
        {
            tensors.Add(new(Canon, [h, config.CanonTapsEmbedding]));
        }

        for (int i = 0; i < config.PreludeLayers; i++)
        {
            AddBlock(Block("prelude", i), attention: true, taps: 0);
        }

        tensors.Add(new(Adapter, [h, 2 * h]));
        for (int i = 0; i < config.CoreLayers; i++)
        {
            AddBlock(Block("core_block", i), attention: true, config.CanonTapsCore);
        }

        for (int i = 0; i < config.CodaLayers; i++)
        {
            AddBlock(Block("coda", i), config.CodaAttention, taps: 0);
        }

        tensors.Add(new(FinalNorm, [h]));
        return tensors;

        void AddBlock(string prefix, bool attention, int taps)
        {
            if (attention)
            {
                tensors.Add(new($"{prefix}.norm_1.weight", [h]));
                if (taps > 0)
                {
                    tensors.Add(new($"{prefix}.attn.canon.weight", [h, taps]));
                }

                tensors.Add(new($"{prefix}.attn.Wqkv.weight", [3 * h, h]));
                if (config.QkBias)
                {
                    tensors.Add(new($"{prefix}.attn.qk_bias", [2, 1, config.Heads, config.HeadSize]));
                }

                tensors.Add(new($"{prefix}.attn.proj.weight", [h, h]));
            }

            tensors.Add(new($"{prefix}.norm_2.weight", [h]));
            tensors.Add(new($"{prefix}.norm_3.weight", [h]));
            tensors.Add(new($"{prefix}.mlp.fc.weight", [2 * config.IntermediateSize, h]));
            tensors.Add(new($"{prefix}.mlp.proj.weight", [h, config.IntermediateSize]));
            tensors.Add(new($"{prefix}.norm_4.weight", [h]));
        }
    }
}
