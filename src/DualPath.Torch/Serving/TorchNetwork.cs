using DualPath.Model;
using DualPath.Model.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>The network on TorchSharp as an engine drives it.</summary>
public sealed class TorchNetwork : INetwork, IDisposable
{
    private readonly RecurrentDepthNetwork _network;
    private readonly Device _device;
    private readonly ForwardPass _forward;

    /// <param name="network">The weights; this object disposes them.</param>
    /// <param name="device">The device they are on.</param>
    /// <param name="compute">Type of the matrix products.</param>
    /// <param name="checksum">The checkpoint's identity.</param>
    public TorchNetwork(RecurrentDepthNetwork network, Device? device = null, ScalarType compute = ScalarType.Float32, string? checksum = null)
    {
        _network = network;
        _device = device ?? CPU;
        Checksum = checksum;
        using var off = no_grad();
        _forward = network.Begin(compute);
    }

    /// <inheritdoc/>
    public ModelConfig Config => _network.Config;

    /// <inheritdoc/>
    public string? Checksum { get; }

    /// <summary>Loads a checkpoint. Matrix products are taken in bf16 where the weights are stored so, else in fp32.</summary>
    /// <exception cref="ModelFormatException">A file is missing, damaged, or does not fit the configuration.</exception>
    public static TorchNetwork Load(string directory, Device device)
    {
        ScalarType compute;
        using (var stored = CheckpointTensors.Open(directory))
        {
            compute = stored.IsBFloat16(TensorCatalog.Adapter) ? ScalarType.BFloat16 : ScalarType.Float32;
        }

        return new TorchNetwork(RecurrentDepthNetwork.Load(directory, device), device, compute, ModelChecksum.Compute(directory));
    }

    /// <inheritdoc/>
    public ISequence CreateSequence() => new TorchSequence(Config, _device);

    /// <inheritdoc/>
    public long SequenceBytes(int positions, int steps) => TorchSequence.MostBytes(Config, positions, steps);

    /// <inheritdoc/>
    public INetworkPass CreatePass() => new TorchPass(Config, _forward, _device);

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
