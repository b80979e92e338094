using DualPath.Model;
using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>What one layer at one recurrent step keeps of a sequence.</summary>
internal sealed class LayerStore(ModelConfig config, Device device) : IDisposable
{
    /// <summary>Turned keys [positions, H, d].</summary>
    public RowStore Keys { get; } = new([config.Heads, config.HeadSize], device);

    /// <summary>Values [positions, H, d].</summary>
    public RowStore Values { get; } = new([config.Heads, config.HeadSize], device);

    /// <summary>Inputs of the convolution [positions, h]; empty where there is none.</summary>
    public RowStore Inputs { get; } = new([config.HiddenSize], device);

    public long Bytes => Keys.Bytes + Values.Bytes + Inputs.Bytes;

    public void Dispose()
    {
        Keys.Dispose();
        Values.Dispose();
        Inputs.Dispose();
    }
}
