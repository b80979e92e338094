using System.ComponentModel.DataAnnotations;
using DualPath.Model.Weights;

namespace DualPath.Engine;

/// <summary>Settings of the inference engine, section <c>DualPath:Engine</c>.</summary>
public sealed class EngineOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "DualPath:Engine";

    /// <summary>
    /// Folder of the checkpoint (config.json, weights in one safetensors file or in shards, tokenizer.json). A relative path is looked up in the working
    /// directory first and beside the program second. Default: models/default.
    /// </summary>
    [Required] public string ModelDirectory { get; set; } = Path.Combine("models", "default");

    /// <summary>
    /// What computes the network: <c>managed</c>, or <c>torch</c> in a program built with it (docs/adr/0014-torch-behind-the-engine.md). Default: managed.
    /// </summary>
    [Required] public string Backend { get; set; } = "managed";

    /// <summary>The device it computes on: <c>cpu</c>, or <c>cuda:0</c> and so on with torch. Default: cpu.</summary>
    [Required] public string Device { get; set; } = "cpu";

    /// <summary>
    /// How the matrices are kept in memory: <c>Fp32</c>, <c>Bf16</c> or <c>Int8</c>, each half or a quarter of the one before; null keeps them as they are stored. What it gains and costs is
    /// in docs/benchmarks/core-step.md. Only with the managed backend. Default: null.
    /// </summary>
    [EnumDataType(typeof(WeightFormat))] public WeightFormat? Weights { get; set; }

    /// <summary>Drafts that may wait; one more is refused. Default: 256.</summary>
    [Range(1, 100_000)] public int MaxQueuedDrafts { get; set; } = 256;

    /// <summary>Rulings that may wait; one more is refused. Default: 256.</summary>
    [Range(1, 100_000)] public int MaxQueuedRulings { get; set; } = 256;

    /// <summary>Jobs of one class whose rows are batched into one pass; the others wait. Default: 16.</summary>
    [Range(1, 1024)] public int MaxActiveJobs { get; set; } = 16;

    /// <summary>
    /// Rows in one pass through the core block: the unit in which instant work overtakes deep work, and in which cancellation
    /// takes effect. Default: 64.
    /// </summary>
    [Range(1, 4096)] public int MaxRowsPerPass { get; set; } = 64;

    /// <summary>
    /// Rows of rulings in a pass that drafts need, if there is room: it keeps rulings from starving under a steady stream of drafts, each pass of which takes that much longer. 0 lets
    /// drafts have all passes. Default: 4.
    /// </summary>
    [Range(0, 4096)] public int RulingRowsBesideDrafts { get; set; } = 4;

    /// <summary>
    /// Memory that the latent states, keys and values of active jobs may come to take: a job that could need more waits until others have ended, and has the engine to itself if it needs more than all
    /// of this. Rulings leave a quarter of it to drafts. Null is half of what the process may use; on a GPU give a number. Default: null.
    /// </summary>
    [Range(1, 10_000_000)] public int? MaxJobMegabytes { get; set; }

    /// <summary>
    /// Memory for what outlives its job: the latent states of drafts until their ruling, and conversations, so that what was said before is not prefilled again.
    /// The conversation that was kept longest ago goes first, drafts last. Default: 256.
    /// </summary>
    [Range(0, 1_000_000)] public int MaxKeptMegabytes { get; set; } = 256;

    /// <summary>
    /// Most tokens decided in one go after the deep pass has left the draft: one, and those a shallow pass proposes after it. The answer is the same; 1 proposes none. Default: 1.
    /// </summary>
    [Range(1, 64)] public int MaxSpeculation { get; set; } = 1;
}
