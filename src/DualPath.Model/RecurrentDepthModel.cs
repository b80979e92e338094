using DualPath.Model.Kernels;
using DualPath.Model.KvCache;
using DualPath.Model.Weights;

namespace DualPath.Model;

/// <summary>
/// A recurrent-depth language model: token ids in, logits out. It knows no text. Immutable after loading and safe to share;
/// computing is done by a <see cref="ForwardPass"/>, one per thread, on <see cref="SequenceState"/>s.
/// </summary>
public sealed class RecurrentDepthModel : INetwork
{
    private RecurrentDepthModel(ModelConfig config, ModelWeights weights, Kernel kernel, string? checksum)
    {
        Config = config;
        Weights = weights;
        Kernel = kernel;
        Checksum = checksum;
        EntryWidth = (config.CanonTapsCore > 0 ? 3 : 2) * config.HiddenSize;
        Pages = new PagePool(RowPages.PageRows * EntryWidth);
        Caches = new CachePool(config, Pages);
    }

    /// <summary>The architecture.</summary>
    public ModelConfig Config { get; }

    /// <summary>The checkpoint's identity (<see cref="ModelChecksum"/>); null for weights that came from memory.</summary>
    public string? Checksum { get; }

    /// <summary>How the matrices are kept in memory.</summary>
    public WeightFormat WeightFormat => Weights.Core[0].MlpIn.Format;

    /// <summary>The arithmetic in use.</summary>
    public KernelSet KernelSet => Kernel.Set;

    internal ModelWeights Weights { get; }

    internal Kernel Kernel { get; }

    internal PagePool Pages { get; }

    internal CachePool Caches { get; }

    /// <summary>Floats per position in one cache slot.</summary>
    internal int EntryWidth { get; }

    /// <summary>Loads <c>config.json</c> and the weights, in one file or in shards, from a directory.</summary>
    /// <param name="directory">The checkpoint.</param>
    /// <param name="format">How to keep the matrices in memory; null keeps them as stored (16-bit IEEE floats become 32-bit).</param>
    /// <param name="kernels">The arithmetic to use; null takes the fastest the processor has.</param>
    /// <exception cref="ModelFormatException">A file is missing, damaged, or does not fit the configuration.</exception>
    public static RecurrentDepthModel Load(string directory, WeightFormat? format = null, KernelSet? kernels = null)
    {
        var config = ModelConfig.Load(Path.Combine(directory, ModelFiles.Config));
        using var tensors = CheckpointTensors.Open(directory);
        var weights = WeightReader.Read(config, tensors, format);
        return new RecurrentDepthModel(config, weights, KernelFor(kernels), ModelChecksum.Compute(directory));
    }

    /// <summary>Builds a model from tensors of any source.</summary>
    /// <exception cref="ModelFormatException">The tensors do not fit the configuration.</exception>
    public static RecurrentDepthModel Create(
        ModelConfig config, ITensorSource tensors, WeightFormat? format = null, KernelSet? kernels = null)
    {
        config.Validate(tensors.Name);
        return new RecurrentDepthModel(config, WeightReader.Read(config, tensors, format), KernelFor(kernels), checksum: null);
    }

    /// <summary>An empty sequence.</summary>
    /// <param name="capacity">Largest number of positions, at most the context length; memory is taken only as it is used.</param>
    /// <param name="lookup">How earlier positions are read; null is <see cref="CacheLookup.Full"/>.</param>
    /// <param name="maxSteps">Largest number of recurrent steps per position.</param>
    /// <param name="initialState">Where positions start; zero by default.</param>
    public SequenceState CreateSequence(
        int capacity, CacheLookup? lookup = null, int maxSteps = 1024, InitialState initialState = default) =>
        new(this, capacity, lookup ?? CacheLookup.Full, maxSteps, initialState);

    ISequence INetwork.CreateSequence() => CreateSequence(Config.ContextLength);

    long INetwork.SequenceBytes(int positions, int steps)
    {
        // A page a layer and step, one of latent states and inputs, and one of what a mark saves.
        long pages = Config.PreludeLayers + ((long)Config.CoreLayers * steps) + (Config.CodaAttention ? Config.CodaLayers : 0) + 2;
        long blocks = (positions + RowPages.PageRows - 1) / RowPages.PageRows;
        return blocks * pages * RowPages.PageRows * EntryWidth * sizeof(float);
    }

    INetworkPass INetwork.CreatePass() => new ManagedPass(this);

    private static Kernel KernelFor(KernelSet? set) => set is { } chosen ? Kernel.For(chosen) : Kernel.Best;
}
