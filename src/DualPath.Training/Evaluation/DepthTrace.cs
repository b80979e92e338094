using DualPath.Model.Recurrence;

namespace DualPath.Training.Evaluation;

/// <summary>
/// What every token of an answer would be at every depth, when the tokens before it are the answer's. An exit rule gives the answer exactly if every token, decided where
/// the rule says, is the answer's: so many rules are judged by one pass over the answer.
/// </summary>
/// <param name="answer">The tokens, as they are at full depth.</param>
/// <param name="vocabulary">V.</param>
/// <param name="hiddenSize">h.</param>
internal sealed class DepthTrace(IReadOnlyList<int> answer, int vocabulary, int hiddenSize)
{
    private readonly List<(float[] State, float[] Logits)[]> _depths = [];

    /// <summary>Full depth.</summary>
    public int Depth => _depths.Count;

    /// <summary>Adds the next depth: latent state [h] and logits [V] of every row.</summary>
    public void Add(IEnumerable<(float[] State, float[] Logits)> rows) => _depths.Add([.. rows]);

    /// <summary>What becomes of the answer when its tokens are decided by a criterion.</summary>
    /// <param name="create">Makes the criterion.</param>
    /// <param name="draftSteps">Depth of the draft; no token is decided before the criterion has looked back to it.</param>
    public ExitOutcome Under(Func<ExitCriterion> create, int draftSteps)
    {
        int depth = Math.Min(Depth, draftSteps + create().LooksBack);
        for (int row = 0; row < answer.Count; row++)
        {
            depth = DecidedAt(create(), row, depth);
            if (TokenChoice.Argmax(_depths[depth - 1][row].Logits) != answer[row])
            {
                return new ExitOutcome(false, depth);
            }
        }

        return new ExitOutcome(true, depth);
    }

    /// <summary>Whether every token is the answer's when all are decided at one depth.</summary>
    public bool AgreesAt(int depth) => Enumerable.Range(0, answer.Count).All(row => TokenChoice.Argmax(_depths[depth - 1][row].Logits) == answer[row]);

    /// <summary>The least depth from which on every token is the answer's; what no rule can beat.</summary>
    public int LeastDepth
    {
        get
        {
            int least = Depth;
            while (least > 1 && AgreesAt(least - 1))
            {
                least--;
            }

            return least;
        }
    }

    private int DecidedAt(ExitCriterion criterion, int row, int depth)
    {
        if (depth == Depth)
        {
            return depth;
        }

        int begun = depth - criterion.LooksBack;
        criterion.Begin(At(begun, row));
        if (criterion.ReadsLogits)
        {
            criterion.ShouldExit(At(begun, row));
        }

        bool fires = false;
        for (int step = begun + 1; step < Depth; step++)
        {
            fires = criterion.ShouldExit(At(step, row));
            if (fires && step >= depth)
            {
                return step;
            }
        }

        return Depth;
    }

    private ExitObservation At(int depth, int row) => new(_depths[depth - 1][row].State, hiddenSize, _depths[depth - 1][row].Logits.AsSpan(0, vocabulary));
}

/// <summary>What an exit rule makes of an answer.</summary>
/// <param name="Agrees">Whether it is the answer of full depth.</param>
/// <param name="Depth">The depth of its last token; if it does not agree, of the first that differs.</param>
internal readonly record struct ExitOutcome(bool Agrees, int Depth);
