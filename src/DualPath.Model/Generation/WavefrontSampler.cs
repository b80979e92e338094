using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;

namespace DualPath.Model.Generation;

/// <summary>
/// The diffusion-forcing sampler (specification 3.6, arXiv 2510.14961), greedy: a token's recurrence is not finished before the next one's begins. A wavefront of positions, each with the draft
/// of its token, makes a few recurrent steps together; then every draft is predicted anew, and positions whose latent state rests decide the token after them. It is lossy: positions are refined on
/// text that is still a draft. What it gives up, and gains, is for a measurement to say; the engine does not use it.
/// </summary>
/// <remarks>
/// Two rules are ours. A position that rests decides the token after it, provided all positions before it rest, too: with a wavefront of one position and all steps at once that is plain decoding. And
/// a position that has made as many steps as the prompt counts as resting, so that one which never does cannot hold the others up.
/// </remarks>
/// <param name="model">The model.</param>
public sealed class WavefrontSampler(RecurrentDepthModel model)
{
    private readonly ForwardPass _pass = new(model);

    /// <summary>Recurrent steps of the wavefront between two predictions, r'. Keys and values are kept in a ring of as many.</summary>
    public int InnerSteps { get; init; } = 4;

    /// <summary>Most positions at once.</summary>
    public int MostPositions { get; init; } = 64;

    /// <summary>Relative change of a latent state between two predictions below which it rests, ε.</summary>
    public double Tolerance { get; init; } = 0.03;

    /// <summary>Share of the former embedded input in the new one, η.</summary>
    public float Mixing { get; init; } = 0.1f;

    /// <summary>Continues a prompt.</summary>
    /// <param name="prompt">The prompt's tokens.</param>
    /// <param name="newTokens">Tokens to add.</param>
    /// <param name="steps">Recurrent steps of the prompt, and at most of each token; a multiple of <see cref="InnerSteps"/>.</param>
    /// <returns>The prompt with the new tokens, and the passes through the core that followed the prompt's.</returns>
    public (int[] Tokens, int Passes) Generate(ReadOnlySpan<int> prompt, int newTokens, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(steps % InnerSteps, 0, nameof(steps));
        int wanted = prompt.Length + newTokens;
        using var sequence = model.CreateSequence(wanted, new CacheLookup(CacheLookupKind.Latest, InnerSteps * model.Config.CoreLayers), steps);
        float[] logits = new float[MostPositions * model.Config.PaddedVocabularySize];

        // All but the last token are read like any prompt; with the last one the wavefront begins.
        List<int> tokens = [.. prompt];
        if (prompt.Length > 1)
        {
            _pass.Prelude(sequence, prompt[..^1]);
            Step(Rows(sequence, 0), steps);
        }

        var front = new List<Position> { new() };
        int passes = 0;
        while (true)
        {
            int first = tokens.Count - front.Count;
            var rows = LayOut(sequence, tokens, front, first);
            Step(rows, InnerSteps);
            passes += InnerSteps;
            _pass.Logits(rows, logits);
            int resting = 0;
            bool stands = true;
            for (int i = 0; i < rows.Length; i++)
            {
                bool rests = front[i].Rests(sequence.LatentState(first + i), InnerSteps, steps, Tolerance);
                resting += rests && stands && resting == i ? 1 : 0;
                int token = TokenChoice.Argmax(logits.AsSpan(i * model.Config.PaddedVocabularySize, model.Config.PaddedVocabularySize));
                if (i == rows.Length - 1)
                {
                    tokens.Add(token);
                }
                else if (token != tokens[first + i + 1])
                {
                    // The position after this one was refined on another token.
                    tokens[first + i + 1] = token;
                    front[i + 1].Changed = true;
                }

                stands = i == rows.Length - 1 || !front[i + 1].Changed;
            }

            if (first + resting >= wanted - 1 && resting > 0)
            {
                return ([.. tokens.Take(wanted)], passes);
            }

            front.RemoveRange(0, resting);
            front.Add(new Position());
            int most = Math.Min(MostPositions, wanted - 1 - first - resting);
            if (front.Count > most)
            {
                front.RemoveRange(most, front.Count - most);
            }

            tokens.RemoveRange(first + resting + front.Count, tokens.Count - first - resting - front.Count);
        }
    }

    /// <summary>The positions of the wavefront with their present tokens, on the states they had come to.</summary>
    private Row[] LayOut(SequenceState sequence, List<int> tokens, List<Position> front, int first)
    {
        int h = model.Config.HiddenSize;
        sequence.Truncate(first);
        _pass.Prelude(sequence, [.. tokens.Skip(first)]);
        for (int i = 0; i < front.Count; i++)
        {
            if (front[i].State is { } state)
            {
                sequence.SetInitialState(first + i, state);
            }

            sequence.MixInjection(first + i, front[i].Injection ??= new float[h], front[i].State is null ? 0 : Mixing);
            front[i].Changed = false;
        }

        return Rows(sequence, first);
    }

    private void Step(Row[] rows, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            _pass.CoreStep(rows);
        }
    }

    private static Row[] Rows(SequenceState sequence, int first) =>
        [.. Enumerable.Range(first, sequence.Length - first).Select(position => new Row(sequence, position))];

    private sealed class Position
    {
        private int _steps;

        /// <summary>Whether its token has changed since its state was computed.</summary>
        public bool Changed { get; set; }

        public float[]? State { get; private set; }

        public float[]? Injection { get; set; }

        /// <summary>Takes in the state after some more steps; returns whether it has hardly moved, or has made all its steps on this token.</summary>
        public bool Rests(ReadOnlySpan<float> state, int more, int most, double tolerance)
        {
            bool rests = State is { } before && Change(before, state) < tolerance;
            _steps = Changed ? 0 : _steps + more;
            State = state.ToArray();
            return rests || _steps >= most;
        }

        /// <summary>‖after − before‖ / ‖after‖.</summary>
        private static double Change(float[] before, ReadOnlySpan<float> after)
        {
            (double moved, double length) = (0, 0);
            for (int i = 0; i < before.Length; i++)
            {
                double step = after[i] - before[i];
                moved += step * step;
                length += after[i] * after[i];
            }

            return Math.Sqrt(moved / length);
        }
    }
}
