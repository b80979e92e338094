using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Decoding;

/// <summary>
/// Greedy generation with a KV cache, one sequence, zero initial states: the loops that recorded sequences are checked with
/// (specification 3.2 to 3.5). All return the prompt with the new tokens.
/// </summary>
/// <param name="network">The network.</param>
public sealed class CachedDecoder(RecurrentDepthNetwork network)
{
    private readonly int _hidden = network.Config.HiddenSize;

    /// <summary>Greedy decoding at a fixed number of recurrent steps.</summary>
    /// <param name="prompt">The prompt's tokens.</param>
    /// <param name="newTokens">Tokens to add.</param>
    /// <param name="steps">Recurrent steps per token.</param>
    /// <param name="lookup">How earlier positions are read.</param>
    /// <param name="warmStart">Whether each new token starts from the previous position's state after the final norm.</param>
    public int[] Greedy(int[] prompt, int newTokens, int steps, CacheLookup lookup, bool warmStart)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (pass, cache) = (network.Begin(), new TokenCache(network.Config, lookup));
        List<int> tokens = [.. prompt];
        int[] chunk = prompt;
        Tensor? warm = null;
        while (true)
        {
            var state = Run(pass, cache, chunk, steps, warm);
            tokens.Add(Best(Logits(pass, cache, state)));
            if (tokens.Count == prompt.Length + newTokens)
            {
                return [.. tokens];
            }

            warm = warmStart ? pass.Latent(LastRow(state)) : null;
            chunk = [tokens[^1]];
        }
    }

    /// <summary>Greedy decoding where every forward ends as its exit criterion says, the prompt's included.</summary>
    /// <param name="prompt">The prompt's tokens.</param>
    /// <param name="newTokens">Tokens to add.</param>
    /// <param name="maxSteps">Most recurrent steps per forward.</param>
    /// <param name="lookup">How earlier positions are read.</param>
    /// <param name="criterion">When to stop.</param>
    /// <returns>The tokens, and the recurrent steps per forward, the prompt's first.</returns>
    public (int[] Tokens, int[] Steps) Adaptive(int[] prompt, int newTokens, int maxSteps, CacheLookup lookup, ExitCriterion criterion)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (pass, cache) = (network.Begin(), new TokenCache(network.Config, lookup));
        List<int> tokens = [.. prompt];
        var taken = new List<int>();
        int[] chunk = prompt;
        while (taken.Count < newTokens)
        {
            cache.Append(chunk.Length);
            var embedded = pass.Embed(Ids(chunk), cache.Embedding(), cache.Prelude);
            var state = zeros_like(embedded.Value);
            criterion.Begin(new ExitObservation(Floats(state), _hidden, []));
            for (int step = 0; ; step++)
            {
                state = Step(pass, cache, state, embedded, step);
                if (step + 1 == maxSteps || Exits(pass, cache, state, criterion))
                {
                    taken.Add(step + 1);
                    break;
                }
            }

            tokens.Add(Best(Logits(pass, cache, state)));
            chunk = [tokens[^1]];
        }

        return ([.. tokens], [.. taken]);
    }

    /// <summary>Self-speculative decoding: draft shallow, verify the draft in one chunk at full depth, keep what agrees and the verifier's token after it.</summary>
    /// <param name="prompt">The prompt's tokens.</param>
    /// <param name="newTokens">Tokens to add; the last block may exceed it.</param>
    /// <param name="draftSteps">Recurrent steps of the draft.</param>
    /// <param name="lookahead">Tokens drafted at a time.</param>
    /// <param name="verifySteps">Recurrent steps of the verification.</param>
    public int[] Speculative(int[] prompt, int newTokens, int draftSteps, int lookahead, int verifySteps)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (pass, cache) = (network.Begin(), new TokenCache(network.Config, CacheLookup.Full));

        // Invariant: the cache lacks the newest token.
        List<int> tokens = [.. prompt, Best(Logits(pass, cache, Run(pass, cache, prompt, verifySteps, null)))];
        while (tokens.Count < prompt.Length + newTokens)
        {
            int start = cache.Length;
            var draft = new List<int> { tokens[^1] };
            while (draft.Count <= lookahead)
            {
                draft.Add(Best(Logits(pass, cache, Run(pass, cache, [draft[^1]], draftSteps, null))));
            }

            cache.Truncate(start);
            var logits = Logits(pass, cache, Run(pass, cache, [.. draft[..^1]], verifySteps, null));
            int accepted = 0;
            bool agrees = true;
            while (accepted < lookahead && agrees)
            {
                tokens.Add((int)logits[0, accepted].argmax().item<long>());
                agrees = tokens[^1] == draft[++accepted];
            }

            cache.Truncate(start + accepted);
        }

        return [.. tokens];
    }

    private static Tensor Run(ForwardPass pass, TokenCache cache, int[] chunk, int steps, Tensor? start)
    {
        cache.Append(chunk.Length);
        var embedded = pass.Embed(Ids(chunk), cache.Embedding(), cache.Prelude);
        var state = start ?? zeros_like(embedded.Value);
        for (int step = 0; step < steps; step++)
        {
            state = Step(pass, cache, state, embedded, step);
        }

        return state;
    }

    private static Tensor Step(ForwardPass pass, TokenCache cache, Tensor state, EmbeddedInput embedded, int step) =>
        pass.Step(state, embedded.Injected, layer => cache.Core(step, layer));

    private static Tensor Logits(ForwardPass pass, TokenCache cache, Tensor state) => pass.Readout(pass.Latent(state), cache.Coda);

    private static int Best(Tensor logits) => (int)LastRow(logits).argmax().item<long>();

    private static Tensor LastRow(Tensor x) => x.narrow(1, x.shape[1] - 1, 1);

    private static Tensor Ids(int[] tokens) => tensor(tokens.Select(token => (long)token).ToArray()).reshape(1, tokens.Length);

    private static float[] Floats(Tensor x) => x.contiguous().data<float>().ToArray();

    private bool Exits(ForwardPass pass, TokenCache cache, Tensor state, ExitCriterion criterion)
    {
        float[] logits = criterion.ReadsLogits ? Floats(LastRow(Logits(pass, cache, state))) : [];
        return criterion.ShouldExit(new ExitObservation(Floats(state), _hidden, logits));
    }
}
