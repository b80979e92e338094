using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch;

/// <summary>
/// The rooms of the network for one forward pass: prelude, recurrent step, coda. All activations are fp32; with bf16 compute only
/// the matrix products round their inputs. Lives in the dispose scope in which it was begun.
/// </summary>
public sealed class ForwardPass
{
    private readonly ModelConfig _config;
    private readonly Tensor _embedding;
    private readonly Tensor _output;
    private readonly Tensor _finalNorm;
    private readonly Tensor? _canon;
    private readonly Tensor _adapterState;
    private readonly Tensor _adapterInput;
    private readonly SandwichBlock[] _prelude;
    private readonly SandwichBlock[] _core;
    private readonly SandwichBlock[] _coda;

    internal ForwardPass(ModelConfig config, IReadOnlyDictionary<string, Tensor> parameters, RotaryEmbedding rotary, ScalarType compute)
    {
        _config = config;
        Routing = new Routing(config.CoreLayers);
        _embedding = parameters[TensorCatalog.Embedding];
        _output = _embedding.to(compute);
        _finalNorm = parameters[TensorCatalog.FinalNorm];
        _canon = parameters.GetValueOrDefault(TensorCatalog.Canon);

        // Adapter([s ; e]) = A_s s + A_e e: the second term is the same in every step and is computed once.
        var adapter = parameters[TensorCatalog.Adapter].to(compute);
        _adapterState = adapter.narrow(1, 0, config.HiddenSize);
        _adapterInput = adapter.narrow(1, config.HiddenSize, config.HiddenSize);
        _prelude = Blocks("prelude", config.PreludeLayers);
        _core = Blocks("core_block", config.CoreLayers);
        _coda = Blocks("coda", config.CodaLayers);

        SandwichBlock[] Blocks(string room, int layers) =>
            [.. Enumerable.Range(0, layers).Select(layer => new SandwichBlock(config, parameters, TensorCatalog.Block(room, layer), rotary, compute))];
    }

    /// <summary>Who was routed where so far; empty for a core without experts.</summary>
    public Routing Routing { get; }

    /// <summary>The embedded input e [B, T, h]: scaled embeddings, their convolution if the model has one, prelude.</summary>
    /// <param name="ids">Token ids [B, T], int64.</param>
    public EmbeddedInput Embed(Tensor ids) => Embed(ids, embedding: null, prelude: null);

    /// <param name="ids">Token ids [1, L].</param>
    /// <param name="embedding">What is kept of the embeddings before; null if the rows begin with the first token.</param>
    /// <param name="prelude">The same of each layer.</param>
    internal EmbeddedInput Embed(Tensor ids, LayerMemory? embedding, Func<int, LayerMemory>? prelude)
    {
        var x = _embedding.index_select(0, ids.flatten()).reshape(ids.shape[0], ids.shape[1], _config.HiddenSize).Times(_config.EmbeddingScale);
        if (_canon is not null)
        {
            x = embedding?.Convolve(x, _canon) ?? CausalConvolution.Add(x, _canon);
        }

        for (int i = 0; i < _prelude.Length; i++)
        {
            x = _prelude[i].Apply(x, prelude?.Invoke(i));
        }

        return new EmbeddedInput(x, Linear(x, _adapterInput));
    }

    /// <summary>One recurrent step [B, T, h] -> [B, T, h].</summary>
    public Tensor Step(Tensor state, EmbeddedInput embedded) => Step(state, embedded.Injected, core: null);

    internal Tensor Step(Tensor state, Tensor injected, Func<int, LayerMemory>? core)
    {
        var x = Linear(state, _adapterState).Plus(injected);
        for (int i = 0; i < _core.Length; i++)
        {
            x = _core[i].Apply(x, core?.Invoke(i), core is null ? Routing : null);
        }

        return x;
    }

    /// <summary>Several recurrent steps, the first of them outside the graph.</summary>
    public Tensor Recur(Tensor state, EmbeddedInput embedded, int withoutGradient, int withGradient)
    {
        if (withoutGradient > 0)
        {
            using var off = no_grad();
            for (int i = 0; i < withoutGradient; i++)
            {
                // A scope per step: otherwise every temporary of every step stays alive until the whole pass ends.
                using var scope = NewDisposeScope();
                state = Step(state, embedded).MoveToOuterDisposeScope();
            }
        }

        for (int i = 0; i < withGradient; i++)
        {
            state = Step(state, embedded);
        }

        return state;
    }

    /// <summary>ln_f of a state [.., h], which the coda reads.</summary>
    public Tensor Latent(Tensor state) => RmsNorm.Apply(state, _finalNorm, _config.NormEpsilon);

    /// <summary>Coda and output projection: latent [B, T, h] (or [N, h] chosen rows, if the coda does not attend) to fp32 logits [.., V].</summary>
    public Tensor Readout(Tensor latent) => Readout(latent, coda: null);

    internal Tensor Readout(Tensor latent, Func<int, LayerMemory>? coda) => Project(Coda(latent, coda));

    /// <summary>The coda alone.</summary>
    internal Tensor Coda(Tensor latent, Func<int, LayerMemory>? coda)
    {
        for (int i = 0; i < _coda.Length; i++)
        {
            latent = _coda[i].Apply(latent, coda?.Invoke(i));
        }

        return latent;
    }

    /// <summary>Final norm and output projection alone.</summary>
    internal Tensor Project(Tensor coda) => Linear(RmsNorm.Apply(coda, _finalNorm, _config.NormEpsilon), _output);

    internal static Tensor Linear(Tensor x, Tensor weight) =>
        weight.dtype == ScalarType.Float32
            ? nn.functional.linear(x, weight)
            : nn.functional.linear(x.to(weight.dtype), weight).to(ScalarType.Float32);
}
