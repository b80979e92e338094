using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;

namespace DualPath.Model.Generation;

/// <summary>
/// Plain generation loops, one sequence at a time, greedy, from zero initial states: the reference that the engine is checked
/// against, and the ones that the golden sequences were recorded with. Not for serving. All return the prompt with the new tokens.
/// </summary>
/// <param name="model">The model.</param>
public sealed class ReferenceGenerator(RecurrentDepthModel model)
{
    private readonly ForwardPass _pass = new(model);
    private readonly float[] _logits = new float[model.Config.PaddedVocabularySize];

    /// <summary>Greedy decoding at a fixed number of recurrent steps.</summary>
    /// <param name="prompt">The prompt's tokens.</param>
    /// <param name="newTokens">Tokens to add.</param>
    /// <param name="steps">Recurrent steps per token.</param>
    /// <param name="lookup">How earlier positions are read.</param>
    /// <param name="warmStart">Whether each new token starts from the previous position's state after the final norm.</param>
    public int[] Greedy(ReadOnlySpan<int> prompt, int newTokens, int steps, CacheLookup lookup, bool warmStart = false)
    {
        using var sequence = model.CreateSequence(prompt.Length + newTokens, lookup, steps);
        _pass.Prelude(sequence, prompt);
        float[] warm = new float[model.Config.HiddenSize];
        while (true)
        {
            int first = FirstAtDepthZero(sequence);
            Run(sequence, first, steps);
            int token = Next(sequence);
            if (warmStart)
            {
                _pass.NormedState(new Row(sequence, sequence.Length - 1), warm);
            }

            if (sequence.Length + 1 == prompt.Length + newTokens)
            {
                return [.. sequence.Tokens, token];
            }

            _pass.Prelude(sequence, [token]);
            if (warmStart)
            {
                sequence.SetInitialState(sequence.Length - 1, warm);
            }
        }
    }

    /// <summary>Greedy decoding where every forward ends as its exit criterion says, the prompt's included.</summary>
    /// <returns>The tokens, and the recurrent steps per forward, the prompt's first.</returns>
    public (int[] Tokens, int[] Steps) Adaptive(
        ReadOnlySpan<int> prompt, int newTokens, int maxSteps, CacheLookup lookup, ExitCriterion criterion)
    {
        using var sequence = model.CreateSequence(prompt.Length + newTokens, lookup, maxSteps);
        _pass.Prelude(sequence, prompt);
        var steps = new List<int>();
        while (true)
        {
            steps.Add(RunUntilExit(sequence, FirstAtDepthZero(sequence), maxSteps, criterion));
            int token = Next(sequence);
            if (steps.Count == newTokens)
            {
                return ([.. sequence.Tokens, token], [.. steps]);
            }

            _pass.Prelude(sequence, [token]);
        }
    }

    /// <summary>
    /// Self-speculative decoding (specification 3.5): draft at a small depth, drop the draft's cache entries, verify in one chunk at
    /// the full depth, keep the agreeing prefix and the verifier's token after it. The last block may exceed <paramref name="newTokens"/>.
    /// </summary>
    public int[] Speculative(ReadOnlySpan<int> prompt, int newTokens, int draftSteps, int lookahead, int verifySteps)
    {
        int wanted = prompt.Length + newTokens;
        using var sequence = model.CreateSequence(wanted + lookahead, CacheLookup.Full, Math.Max(draftSteps, verifySteps));
        _pass.Prelude(sequence, prompt);
        Run(sequence, 0, verifySteps);

        // Invariant: the sequence lacks the newest token.
        List<int> tokens = [.. prompt, Next(sequence)];
        int[] draft = new int[lookahead];
        float[] logits = new float[lookahead * _logits.Length];
        while (tokens.Count < wanted)
        {
            int start = sequence.Length;
            int newest = tokens[^1];
            for (int i = 0; i < lookahead; i++)
            {
                _pass.Prelude(sequence, [i == 0 ? newest : draft[i - 1]]);
                Run(sequence, start + i, draftSteps);
                draft[i] = Next(sequence);
            }

            sequence.Truncate(start);
            _pass.Prelude(sequence, [newest, .. draft[..^1]]);
            Run(sequence, start, verifySteps);
            _pass.Logits(Rows(sequence, start), logits);
            int accepted = 0;
            while (accepted < lookahead)
            {
                int token = TokenChoice.Argmax(logits.AsSpan(accepted * _logits.Length, _logits.Length));
                tokens.Add(token);
                if (draft[accepted++] != token)
                {
                    break;
                }
            }

            sequence.Truncate(start + accepted);
        }

        return [.. tokens];
    }

    private static int FirstAtDepthZero(SequenceState sequence)
    {
        int first = sequence.Length;
        while (first > 0 && sequence.Depth(first - 1) == 0)
        {
            first--;
        }

        return first;
    }

    private static Row[] Rows(SequenceState sequence, int first) =>
        [.. Enumerable.Range(first, sequence.Length - first).Select(position => new Row(sequence, position))];

    private void Run(SequenceState sequence, int first, int steps)
    {
        var rows = Rows(sequence, first);
        for (int step = 0; step < steps; step++)
        {
            _pass.CoreStep(rows);
        }
    }

    private int RunUntilExit(SequenceState sequence, int first, int maxSteps, ExitCriterion criterion)
    {
        var rows = Rows(sequence, first);
        int h = model.Config.HiddenSize;
        float[] states = new float[rows.Length * h];
        ReadStates();
        criterion.Begin(new ExitObservation(states, h, []));
        for (int step = 1; ; step++)
        {
            _pass.CoreStep(rows);
            if (step == maxSteps)
            {
                return step;
            }

            ReadStates();
            if (criterion.ReadsLogits)
            {
                _pass.Logits(rows.AsSpan()[^1..], _logits);
            }

            if (criterion.ShouldExit(new ExitObservation(states, h, _logits)))
            {
                return step;
            }
        }

        void ReadStates()
        {
            for (int i = 0; i < rows.Length; i++)
            {
                sequence.LatentState(rows[i].Position).CopyTo(states.AsSpan(i * h));
            }
        }
    }

    private int Next(SequenceState sequence)
    {
        _pass.Logits([new Row(sequence, sequence.Length - 1)], _logits);
        return TokenChoice.Argmax(_logits);
    }
}
