using System.Globalization;
using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch.Native;
using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>TorchSharp as the engine's backend: for graphics cards and large checkpoints.</summary>
public sealed class TorchBackend : INetworkBackend
{
    /// <inheritdoc/>
    public string Name => "torch";

    /// <inheritdoc/>
    public string? ProblemWith(string device)
    {
        if (device == "cpu")
        {
            return null;
        }

        if (!device.StartsWith("cuda:", StringComparison.Ordinal) || !int.TryParse(device.AsSpan(5), NumberStyles.None, null, out int index))
        {
            return "is not known: there are cpu, and cuda:0 and so on";
        }

        TorchRuntime.EnsureLoadable();
        int present = cuda.is_available() ? cuda.device_count() : 0;
        return index < present ? null : $"is not to be had: {present} CUDA devices were found";
    }

    /// <inheritdoc/>
    public INetwork Load(string directory, string device, WeightFormat? weights = null) => TorchNetwork.Load(directory, new Device(device));
}
