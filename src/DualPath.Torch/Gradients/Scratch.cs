using DualPath.Model;
using static TorchSharp.torch;

namespace DualPath.Torch.Gradients;

/// <summary>Matrices whose content lives no longer than one call, shared by all blocks of a pass, and the table of rotations.</summary>
internal sealed unsafe class Scratch : IDisposable
{
    public Scratch(ModelConfig config, int capacity, int mostTokens)
    {
        int h = config.HiddenSize;
        Half = new Slab(capacity, h, ScalarType.BFloat16);
        HalfInner = new Slab(capacity, config.IntermediateSize, ScalarType.BFloat16);
        HalfQkv = new Slab(capacity, 3 * h, ScalarType.BFloat16);
        Float = new Slab(capacity, h, ScalarType.Float32);
        Float2 = new Slab(capacity, h, ScalarType.Float32);
        Float3 = new Slab(capacity, h, ScalarType.Float32);
        FloatQkv = new Slab(capacity, 3 * h, ScalarType.Float32);
        Turns = new Slab(mostTokens, 2 * config.HeadSize, ScalarType.Float32);
        Attention = new AttentionKernel(config.HeadSize, mostTokens);
        int pairs = config.HeadSize / 2;
        float[] cosines = new float[pairs];
        float[] sines = new float[pairs];
        for (int position = 0; position < mostTokens; position++)
        {
            RotaryTable.Fill(config, position, cosines, sines);
            float* row = Turns.Row(position);
            for (int j = 0; j < pairs; j++)
            {
                row[2 * j] = row[(2 * j) + 1] = cosines[j];
                row[config.HeadSize + (2 * j)] = -sines[j];
                row[config.HeadSize + (2 * j) + 1] = sines[j];
            }
        }
    }

    public Slab Half { get; }

    public Slab HalfInner { get; }

    public Slab HalfQkv { get; }

    public Slab Float { get; }

    public Slab Float2 { get; }

    public Slab Float3 { get; }

    public Slab FloatQkv { get; }

    public Slab Turns { get; }

    public AttentionKernel Attention { get; }

    public void Dispose()
    {
        foreach (var slab in new[] { Half, HalfInner, HalfQkv, Float, Float2, Float3, FloatQkv, Turns })
        {
            slab.Dispose();
        }

        Attention.Dispose();
    }
}
