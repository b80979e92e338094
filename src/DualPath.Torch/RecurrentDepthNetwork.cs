using System.Runtime.InteropServices;
using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch.Layers;
using DualPath.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch;

/// <summary>
/// The recurrent-depth network on TorchSharp (specification section 1): token ids in, logits out, with gradients. The parameters are
/// a dictionary named as the checkpoint names them; the network adds nothing to it. Knows no text and no training policy.
/// Letters in shapes: B batch, T tokens, h hidden size, V vocabulary (padding included).
/// </summary>
/// <remarks>Not thread-safe. The parameters live as long as the network and are never in a dispose scope.</remarks>
public sealed class RecurrentDepthNetwork : IDisposable
{
    private readonly SortedDictionary<string, Tensor> _parameters = new(StringComparer.Ordinal);
    private readonly RotaryEmbedding _rotary;

    static RecurrentDepthNetwork() => TorchRuntime.EnsureLoadable();

    /// <param name="config">The architecture.</param>
    /// <param name="values">Gives each tensor its values, fp32, by name and shape; the network keeps the tensor and disposes it.</param>
    /// <param name="device">Where the network computes; null is the processor.</param>
    public RecurrentDepthNetwork(ModelConfig config, Func<TensorSpec, Tensor> values, Device? device = null)
    {
        Config = config;
        foreach (var spec in TensorCatalog.For(config))
        {
            // A scope each: on another device, what was read is freed before the next is.
            using var scope = NewDisposeScope();
            var value = values(spec).to(ScalarType.Float32).to(device ?? CPU).DetachFromDisposeScope();
            if (!value.shape.SequenceEqual(spec.Shape.Select(size => (long)size)))
            {
                throw new ArgumentException($"{spec.Name} has shape [{string.Join(", ", value.shape)}] instead of [{string.Join(", ", spec.Shape)}]");
            }

            _parameters.Add(spec.Name, value.requires_grad_());
        }

        _rotary = new RotaryEmbedding(config, device);
    }

    /// <summary>Loads the checkpoint in a directory.</summary>
    /// <param name="directory">The checkpoint.</param>
    /// <param name="device">Where the network computes; null is the processor.</param>
    /// <exception cref="ModelFormatException">A file is missing, damaged, or does not fit the configuration.</exception>
    public static RecurrentDepthNetwork Load(string directory, Device? device = null)
    {
        var config = ModelConfig.Load(Path.Combine(directory, ModelFiles.Config));
        using var source = CheckpointTensors.Open(directory);
        CatalogCheck.Verify(config, source);
        return new RecurrentDepthNetwork(config, spec => Read(source, spec), device);
    }

    /// <summary>The architecture.</summary>
    public ModelConfig Config { get; }

    /// <summary>fp32 master weights by checkpoint name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>
    /// The weights as one forward pass uses them. With <paramref name="compute"/> bf16 the matrices are rounded once and the rounding
    /// is part of the graph, so the gradients arrive at the fp32 masters.
    /// </summary>
    /// <remarks>The casts are explicit rather than by autocast, whose cache drops gradients when a pass begins without them
    /// (specification 2.2). Dispose with the scope in which it was made.</remarks>
    public ForwardPass Begin(ScalarType compute = ScalarType.Float32) => new(Config, _parameters, _rotary, compute);

    /// <summary>Logits [B, T, V] with truncated backpropagation (specification 2.2).</summary>
    /// <param name="ids">Token ids [B, T], int64.</param>
    /// <param name="initialState">s_0 [B, T, h], fp32.</param>
    /// <param name="withoutGradient">Recurrent steps outside the graph; they come first.</param>
    /// <param name="withGradient">Recurrent steps that are differentiated.</param>
    public Tensor Forward(Tensor ids, Tensor initialState, int withoutGradient, int withGradient)
    {
        using var scope = NewDisposeScope();
        var pass = Begin();
        var embedded = pass.Embed(ids);
        var state = pass.Recur(initialState, embedded, withoutGradient, withGradient);
        return pass.Readout(pass.Latent(state)).MoveToOuterDisposeScope();
    }

    /// <summary>Cosines and sines of the rotary embedding [positions, d/2, 2], row-major.</summary>
    public float[] RotaryCosineAndSine(int positions)
    {
        using var scope = NewDisposeScope();
        return _rotary.CosineAndSine().narrow(0, 0, positions).contiguous().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
        {
            parameter.Dispose();
        }

        _rotary.Dispose();
    }

    /// <summary>Straight into the tensor's own memory, piece by piece: a large tensor has more bytes than one span can show.</summary>
    private static Tensor Read(CheckpointTensors source, TensorSpec spec)
    {
        const int Piece = 1 << 24;
        var values = empty([.. spec.Shape.Select(size => (long)size)]);
        for (long first = 0; first < spec.Count; first += Piece)
        {
            using var piece = values.view(-1).narrow(0, first, Math.Min(Piece, spec.Count - first));
            source.Read(spec.Name, first, MemoryMarshal.Cast<byte, float>(piece.bytes));
        }

        return values;
    }
}
