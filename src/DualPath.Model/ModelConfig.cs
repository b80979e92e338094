using System.Text.Json;
using System.Text.Json.Serialization;

namespace DualPath.Model;

/// <summary>
/// The architecture of a recurrent-depth model, as its <c>config.json</c> states it (field names of the published Huginn
/// checkpoints). The managed and the TorchSharp model both take their shape from here and from nowhere else.
/// </summary>
public sealed record ModelConfig
{
    private const int MaxFileBytes = 1 << 20;

    // By reflection: generated code would set every absent init-only property to zero instead of its default.
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Hidden size h.</summary>
    [JsonPropertyName("n_embd")] public required int HiddenSize { get; init; }

    /// <summary>Attention heads H. Every head has its own keys and values (no grouped-query attention).</summary>
    [JsonPropertyName("n_heads")] public required int Heads { get; init; }

    /// <summary>Inner width I of the gated MLP; the first linear map is twice as wide (gate, value).</summary>
    [JsonPropertyName("intermediate_size")] public required int IntermediateSize { get; init; }

    /// <summary>Rows of the embedding, the padding up to <see cref="PaddingMultiple"/> not counted.</summary>
    [JsonPropertyName("vocab_size")] public required int VocabularySize { get; init; }

    /// <summary>The embedding is padded up to a multiple of this.</summary>
    [JsonPropertyName("padding_multiple")] public int PaddingMultiple { get; init; } = 1;

    /// <summary>Context length in tokens.</summary>
    [JsonPropertyName("block_size")] public required int ContextLength { get; init; }

    /// <summary>P: blocks before the recurrence.</summary>
    [JsonPropertyName("n_layers_in_prelude")] public required int PreludeLayers { get; init; }

    /// <summary>R: blocks in the recurrent core.</summary>
    [JsonPropertyName("n_layers_in_recurrent_block")] public required int CoreLayers { get; init; }

    /// <summary>C: blocks after the recurrence.</summary>
    [JsonPropertyName("n_layers_in_coda")] public required int CodaLayers { get; init; }

    /// <summary>Epsilon inside every RMSNorm.</summary>
    [JsonPropertyName("norm_eps")] public float NormEpsilon { get; init; } = 1e-6f;

    /// <summary>Base of the rotary position embedding.</summary>
    [JsonPropertyName("rope_base")] public double RopeBase { get; init; } = 50000;

    /// <summary>Whether queries and keys have a learned bias, added before the rotation.</summary>
    [JsonPropertyName("qk_bias")] public bool QkBias { get; init; } = true;

    /// <summary>Whether the output projection is the embedding itself. Untied checkpoints are not supported.</summary>
    [JsonPropertyName("tie_embeddings")] public bool TieEmbeddings { get; init; } = true;

    /// <summary>Whether linear maps have biases. Not supported; stated so that such a checkpoint is refused.</summary>
    [JsonPropertyName("bias")] public bool Bias { get; init; }

    /// <summary>How the embedded input enters each recurrent step; only <c>linear</c> (the concatenating adapter) is supported.</summary>
    [JsonPropertyName("injection_type")] public string InjectionType { get; init; } = "linear";

    /// <summary>Mean number of recurrent steps the model was trained with (r̄), its natural deep setting.</summary>
    [JsonPropertyName("mean_recurrence")] public int MeanRecurrence { get; init; } = 8;

    /// <summary>Recurrent steps that get a gradient in training (k̄).</summary>
    [JsonPropertyName("mean_backprop_depth")] public int MeanBackpropDepth { get; init; } = 4;

    /// <summary>
    /// Taps of a causal depthwise convolution, added to the scaled embeddings before the prelude ("Canon" layer); 0 means none
    /// (Huginn): x_t += sum_j w[c, j] * x_(t-j).
    /// </summary>
    [JsonPropertyName("canon_taps_embedding")] public int CanonTapsEmbedding { get; init; }

    /// <summary>Taps of the same convolution on the normed attention input of every core block; 0 means none (Huginn).</summary>
    [JsonPropertyName("canon_taps_core")] public int CanonTapsCore { get; init; }

    /// <summary>Whether the coda's blocks attend. Without, a block is norm_2, MLP, norm_4, and every look-up must happen in the recurrence.</summary>
    [JsonPropertyName("coda_attention")] public bool CodaAttention { get; init; } = true;

    /// <summary>Whether reading a position's logits takes the coda of those before it.</summary>
    [JsonIgnore] public bool CodaAttends => CodaAttention && CodaLayers > 0;

    /// <summary>
    /// E: routed experts that the MLP of every core block is made of, beside one that every token passes; 0 means the plain MLP
    /// (Huginn). See <see cref="ExpertMlp"/>.
    /// </summary>
    [JsonPropertyName("core_experts")] public int CoreExperts { get; init; }

    /// <summary>k: routed experts that each token passes, at every recurrent step.</summary>
    [JsonPropertyName("core_experts_active")] public int CoreExpertsActive { get; init; }

    /// <summary>Inner width of a routed expert.</summary>
    [JsonPropertyName("core_expert_size")] public int CoreExpertSize { get; init; }

    /// <summary>Inner width of the expert that every token passes.</summary>
    [JsonPropertyName("core_shared_expert_size")] public int CoreSharedExpertSize { get; init; }

    /// <summary>Inner width of the MLP that is neither routed nor chosen, in prelude and coda or in the core.</summary>
    internal int InnerSize(bool core) => core && CoreExperts > 0 ? CoreSharedExpertSize : IntermediateSize;

    /// <summary>Head size d = h / H.</summary>
    [JsonIgnore] public int HeadSize => HiddenSize / Heads;

    /// <summary>V: rows of the embedding as stored, padding included.</summary>
    [JsonIgnore] public int PaddedVocabularySize => (VocabularySize + PaddingMultiple - 1) / PaddingMultiple * PaddingMultiple;

    /// <summary>Factor on the embedding, applied in every forward: sqrt(h).</summary>
    [JsonIgnore] public float EmbeddingScale => MathF.Sqrt(HiddenSize);

    /// <summary>Layers counted with the recurrence unrolled to its mean; only initialisation uses it (specification 1.10).</summary>
    [JsonIgnore] public int EffectiveDepth => PreludeLayers + CodaLayers + (CoreLayers * MeanRecurrence);

    /// <summary>Reads and checks a <c>config.json</c>.</summary>
    /// <exception cref="ModelFormatException">The file is missing, is not JSON, or describes a model this code cannot run.</exception>
    public static ModelConfig Load(string path)
    {
        ModelConfig config;
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
            {
                throw new ModelFormatException(path, $"has {stream.Length} bytes; a configuration has at most {MaxFileBytes}");
            }

            config = JsonSerializer.Deserialize<ModelConfig>(stream, Json)
                ?? throw new ModelFormatException(path, "holds the JSON value null instead of an object");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(path, e.Message, e);
        }

        config.Validate(path);
        return config;
    }

    /// <summary>Writes the configuration as <c>config.json</c> has it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Checks that the values are sane and that this code implements what they ask for.</summary>
    /// <param name="path">The file to name in the error.</param>
    public void Validate(string path)
    {
        Range("n_embd", HiddenSize, 2, 65536);
        Range("n_heads", Heads, 1, 1024);
        Range("intermediate_size", IntermediateSize, 1, 1 << 20);
        Range("vocab_size", VocabularySize, 2, 1 << 22);
        Range("padding_multiple", PaddingMultiple, 1, 1 << 20);
        Range("block_size", ContextLength, 1, 1 << 20);
        Range("n_layers_in_prelude", PreludeLayers, 0, 256);
        Range("n_layers_in_recurrent_block", CoreLayers, 1, 256);
        Range("n_layers_in_coda", CodaLayers, 0, 256);
        Range("canon_taps_embedding", CanonTapsEmbedding, 0, 64);
        Range("canon_taps_core", CanonTapsCore, 0, 64);
        Range("core_experts", CoreExperts, 0, 4096);
        if (CoreExperts > 0)
        {
            Range("core_experts_active", CoreExpertsActive, 1, CoreExperts);
            Range("core_expert_size", CoreExpertSize, 1, 1 << 20);
            Range("core_shared_expert_size", CoreSharedExpertSize, 1, 1 << 20);
        }

        Check(HiddenSize % Heads == 0, "n_embd", "must be a multiple of n_heads");
        Check(HeadSize % 2 == 0, "n_embd", "divided by n_heads must be even: the rotary embedding turns pairs");
        Check(NormEpsilon is > 0 and < 1, "norm_eps", "must lie between 0 and 1");
        Check(double.IsFinite(RopeBase) && RopeBase > 1, "rope_base", "must be finite and above 1");
        Check(TieEmbeddings, "tie_embeddings", "must be true: untied output projections are not supported");
        Check(!Bias, "bias", "must be false: biases on linear maps are not supported");
        Check(InjectionType == "linear", "injection_type", "must be \"linear\": other injections are not supported");

        void Range(string field, int value, int low, int high) =>
            Check(value >= low && value <= high, field, $"is {value}, which is outside {low}..{high}");

        void Check(bool ok, string field, string rule)
        {
            if (!ok)
            {
                throw new ModelFormatException(path, $"\"{field}\" {rule}");
            }
        }
    }
}
