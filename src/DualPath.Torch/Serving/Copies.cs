using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DualPath.Torch.Serving;

/// <summary>Copies of fp32 tensors in the process's own memory.</summary>
internal static class Copies
{
    public static float[] ToArray(Tensor tensor)
    {
        float[] values = new float[tensor.numel()];
        CopyTo(tensor, values);
        return values;
    }

    public static void CopyTo(Tensor tensor, Span<float> destination) =>
        MemoryMarshal.Cast<byte, float>(tensor.cpu().contiguous().bytes).CopyTo(destination);
}
