namespace DualPath.Model.Recurrence;

/// <summary>Small readings of a row of logits, in double precision.</summary>
public static class TokenChoice
{
    /// <summary>The likeliest token; of equals, the first.</summary>
    public static int Argmax(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    /// <summary>Probabilities of the tokens.</summary>
    public static void Softmax(ReadOnlySpan<float> logits, Span<double> probabilities)
    {
        double max = logits[Argmax(logits)];
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            sum += probabilities[i] = Math.Exp(logits[i] - max);
        }

        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] /= sum;
        }
    }

    /// <summary>−ln p(token), the cross-entropy of one prediction in nats.</summary>
    public static double CrossEntropy(ReadOnlySpan<float> logits, int token)
    {
        double max = logits[Argmax(logits)];
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - max);
        }

        return max + Math.Log(sum) - logits[token];
    }

    internal static void Reserve(ref double[] values, int length)
    {
        if (values.Length != length)
        {
            values = new double[length];
        }
    }
}
