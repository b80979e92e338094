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

    /// <summary>Rows of the router of a core block, one per expert [E, h].</summary>
    public const string Router = "experts.router.weight";

    /// <summary>What is added to the router's scores when experts are chosen, and only then [E].</summary>
    public const string RouterBias = "experts.router.bias";

    /// <summary>First maps of all routed experts of a core block, one below the other, each gate, then value [E * 2 * inner, h].</summary>
    public const string ExpertsIn = "experts.fc.weight";

    /// <summary>Second maps of all routed experts, one below the other [E * h, inner].</summary>
    public const string ExpertsOut = "experts.proj.weight";

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
            AddBlock(Block("prelude", i), attention: true, taps: 0, core: false);
        }

        tensors.Add(new(Adapter, [h, 2 * h]));
        for (int i = 0; i < config.CoreLayers; i++)
        {
            AddBlock(Block("core_block", i), attention: true, config.CanonTapsCore, core: true);
        }

        for (int i = 0; i < config.CodaLayers; i++)
        {
            AddBlock(Block("coda", i), config.CodaAttention, taps: 0, core: false);
        }

        tensors.Add(new(FinalNorm, [h]));
        return tensors;

        void AddBlock(string prefix, bool attention, int taps, bool core)
        {
            int inner = config.InnerSize(core);
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
            tensors.Add(new($"{prefix}.mlp.fc.weight", [2 * inner, h]));
            tensors.Add(new($"{prefix}.mlp.proj.weight", [h, inner]));
            if (core && config.CoreExperts > 0)
            {
                tensors.Add(new($"{prefix}.{Router}", [config.CoreExperts, h]));
                tensors.Add(new($"{prefix}.{RouterBias}", [config.CoreExperts]));
                tensors.Add(new($"{prefix}.{ExpertsIn}", [config.CoreExperts * 2 * config.CoreExpertSize, h]));
                tensors.Add(new($"{prefix}.{ExpertsOut}", [config.CoreExperts * h, config.CoreExpertSize]));
            }

            tensors.Add(new($"{prefix}.norm_4.weight", [h]));
        }
    }
}
