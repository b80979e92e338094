using DualPath.Model;
using DualPath.Model.Conformance;
using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;
using DualPath.Torch.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Conformance;

/// <summary>The TorchSharp network as the golden comparison sees it; unlike the managed model it has gradients.</summary>
/// <param name="network">The network.</param>
public sealed class TorchEngine(RecurrentDepthNetwork network) : IConformanceEngine
{
    private const int IgnoredLabel = -100;
    private readonly CachedDecoder _decoder = new(network);

    /// <inheritdoc/>
    public ModelConfig Config => network.Config;

    /// <inheritdoc/>
    public float[] Rotary(int positions) => network.RotaryCosineAndSine(positions);

    /// <inheritdoc/>
    public ForwardFigures Forward(int[] tokens, int batch, int length, float[] initialStates, int steps)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var pass = network.Begin();
        var embedded = pass.Embed(Ids(tokens, batch, length));
        var latent = pass.Latent(pass.Recur(States(initialStates, batch, length), embedded, steps, 0));
        return new ForwardFigures(Floats(embedded.Value), Floats(latent), Floats(pass.Readout(latent)));
    }

    /// <inheritdoc/>
    public int[] Greedy(int[] prompt, int newTokens, int steps, CacheLookup lookup, bool warmStart) =>
        _decoder.Greedy(prompt, newTokens, steps, lookup, warmStart);

    /// <inheritdoc/>
    public (int[] Tokens, int[] Steps)? Adaptive(int[] prompt, int newTokens, int maxSteps, CacheLookup lookup, ExitCriterion criterion) =>
        _decoder.Adaptive(prompt, newTokens, maxSteps, lookup, criterion);

    /// <inheritdoc/>
    public int[] Speculative(int[] prompt, int newTokens, int draftSteps, int lookahead, int verifySteps) =>
        _decoder.Speculative(prompt, newTokens, draftSteps, lookahead, verifySteps);

    /// <inheritdoc/>
    public TrainingFigures Train(int[] tokens, int[] labels, int batch, int length, float[] initialStates, int freeSteps, int gradientSteps)
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in network.Parameters.Values)
        {
            parameter.grad?.zero_();
        }

        var logits = network.Forward(Ids(tokens, batch, length), States(initialStates, batch, length), freeSteps, gradientSteps);
        var loss = nn.functional.cross_entropy(logits.flatten(0, 1), Ids(labels, batch, length).flatten(), ignore_index: IgnoredLabel);
        loss.backward();
        return new TrainingFigures(
            loss.item<float>(), network.Parameters.ToDictionary(pair => pair.Key, pair => Floats(pair.Value.grad ?? zeros_like(pair.Value))));
    }

    private static Tensor Ids(int[] tokens, int batch, int length) => tensor(tokens.Select(token => (long)token).ToArray()).reshape(batch, length);

    private static float[] Floats(Tensor x) => x.detach().contiguous().data<float>().ToArray();

    private Tensor States(float[] values, int batch, int length) => tensor(values).reshape(batch, length, Config.HiddenSize);
}
