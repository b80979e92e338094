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

    /// <summary>Takes memory for so many positions, with inputs if the layer has a convolution.</summary>
    public void Reserve(long count, bool inputs)
    {
        Keys.Reserve(count);
        Values.Reserve(count);
        if (inputs)
        {
            Inputs.Reserve(count);
        }
    }

    /// <summary>Gives back the memory of the positions from <paramref name="count"/> on.</summary>
    public void Shrink(long count)
    {
        Keys.Shrink(count);
        Values.Shrink(count);
        Inputs.Shrink(count);
    }

    public void Dispose()
    {
        Keys.Dispose();
        Values.Dispose();
        Inputs.Dispose();
    }
}
