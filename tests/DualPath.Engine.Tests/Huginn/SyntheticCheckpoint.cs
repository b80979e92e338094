using System.Text.Json;
using DualPath.Model;
using DualPath.Model.Tests;
using DualPath.Model.Weights;

namespace DualPath.Engine.Tests.Huginn;

/// <summary>
/// A folder laid out like the published 3.5-billion-parameter checkpoint, file by file and name by name, with small random weights:
/// four shards and their index, a second copy of the tied embedding, a stored rotary table.
/// </summary>
internal sealed class SyntheticCheckpoint : IDisposable
{
    private const int Hidden = 48;
    private const int Heads = 3;

    /// <param name="format">How the weights are stored.</param>
    /// <param name="scale">Range of the weights. Large ones make drafts and rulings differ; in a network of small ones differences of rounding do not grow.</param>
    public SyntheticCheckpoint(WeightFormat format = WeightFormat.Fp32, float scale = 1.2f)
    {
        WriteJson(ModelFiles.Config, Configuration());
        WriteJson("generation_config.json", new
        {
            bos_token_id = SyntheticTokenizer.BeginText,
            pad_token_id = SyntheticTokenizer.EndTurn + 1,
            do_sample = true,
            eos_token_id = new[] { SyntheticTokenizer.EndText, SyntheticTokenizer.EndTurn },
            temperature = 0.7,
            transformers_version = "4.47.1",
        });
        WriteJson("tokenizer_config.json", new
        {
            added_tokens_decoder = SyntheticTokenizer.Controls.ToDictionary(token => $"{token.Value}", token => new { content = token.Key, special = true }),
            bos_token = "<|begin_text|>",
            eos_token = "<|end_text|>",
            pad_token = "<|pad|>",
            chat_template =
                "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|begin_header|>' + message['role'] + '<|end_header|>\n\n'"
                + "+ message['content'] | trim + '<|end_turn|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}"
                + "{% if add_generation_prompt %}{{ '<|begin_header|>Huginn<|end_header|>\n\n' }}{% else %}{{ '<|end_text|>' }}{% endif %}",
            tokenizer_class = "PreTrainedTokenizerFast",
        });
        WriteJson("special_tokens_map.json", new { bos_token = "<|begin_text|>", eos_token = "<|end_text|>", pad_token = "<|pad|>" });
        File.WriteAllText(PathOf("tokenizer.json"), new SyntheticTokenizer().ToJson());
        ShardedCheckpoint.Write(Folder, Tensors(ModelConfig.Load(PathOf(ModelFiles.Config)), scale), shards: 4, format);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("huginn-synthetic-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static Dictionary<string, object?> Configuration() => new()
    {
        ["architecture_class_name"] = "RecurrentGPT",
        ["architectures"] = new[] { "RavenForCausalLM" },
        ["activation_checkpoint_impl"] = "per-iteration",
        ["auto_map"] = new { AutoConfig = "raven_config_minimal.RavenConfig", AutoModelForCausalLM = "raven_modeling_minimal.RavenForCausalLM" },
        ["bias"] = false,
        ["block_class_name"] = "SandwichBlock",
        ["block_size"] = 256,
        ["effective_expected_depth"] = 132,
        ["head_dim"] = Hidden / Heads,
        ["init_orthogonal"] = false,
        ["init_strategy"] = "takase",
        ["init_values"] = new { embed_scale = Math.Sqrt(Hidden), embedding = 0.0087, out_proj = 0.00054, std = 0.0087 },
        ["injection_type"] = "linear",
        ["intermediate_size"] = 64,
        ["mean_backprop_depth"] = 8,
        ["mean_recurrence"] = 32,
        ["mlp_class_name"] = "GatedMLP",
        ["model_type"] = "huginn_raven",
        ["n_embd"] = Hidden,
        ["n_heads"] = Heads,
        ["n_layers"] = 8,
        ["n_layers_in_coda"] = 2,
        ["n_layers_in_prelude"] = 2,
        ["n_layers_in_recurrent_block"] = 4,
        ["nonlin_name"] = "SiLU",
        ["norm_class_name"] = "RMSNorm_llama",
        ["norm_eps"] = 1e-06,
        ["num_key_value_heads"] = Heads,
        ["padded_vocab_size"] = SyntheticTokenizer.Size,
        ["padding_multiple"] = 32,
        ["qk_bias"] = true,
        ["rope_base"] = 50000,
        ["sampling_scheme"] = "poisson-lognormal-filling",
        ["state_init"] = "like-init",
        ["test_time_noise"] = 0,
        ["test_time_noise_type"] = "fixed",
        ["tie_embeddings"] = true,
        ["torch_dtype"] = "float32",
        ["transformers_version"] = "4.47.1",
        ["vocab_size"] = SyntheticTokenizer.Size,
    };

    private static IEnumerable<(TensorSpec Spec, ReadOnlyMemory<float> Values)> Tensors(ModelConfig config, float scale)
    {
        var random = new Random(125);
        var tensors = TensorCatalog.For(config).ToDictionary(spec => spec, spec => Enumerable.Range(0, (int)spec.Count)
            .Select(_ => spec.Shape.Count == 1
                ? 1 + (0.4f * (random.NextSingle() - 0.5f))
                : scale * (random.NextSingle() - 0.5f))
            .ToArray());
        var embedding = tensors.First(tensor => tensor.Key.Name == TensorCatalog.Embedding);
        tensors.Add(new TensorSpec("lm_head.weight", embedding.Key.Shape), embedding.Value);
        tensors.Add(new TensorSpec("freqs_cis", [1, config.ContextLength, 1, config.HeadSize / 2, 2]), new float[config.ContextLength * config.HeadSize]);
        return tensors.OrderBy(tensor => tensor.Key.Name, StringComparer.Ordinal).Select(tensor => (tensor.Key, (ReadOnlyMemory<float>)tensor.Value));
    }

    private void WriteJson(string name, object content) => File.WriteAllText(PathOf(name), JsonSerializer.Serialize(content));
}
