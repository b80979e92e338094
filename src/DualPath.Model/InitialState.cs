namespace DualPath.Model;

/// <summary>
/// The latent state s_0 that positions of a sequence begin with: zero, or drawn per (seed, position), so that the same position of
/// the same sequence always starts alike, whether it is computed by the fast or by the deep path.
/// </summary>
/// <param name="Seed">The seed; null means zero.</param>
public readonly record struct InitialState(ulong? Seed)
{
    /// <summary>All zero: the deterministic choice, and the default.</summary>
    public static InitialState Zero => default;

    /// <summary>Drawn from the given seed.</summary>
    public static InitialState Seeded(ulong seed) => new(seed);

    /// <summary>
    /// Fills s_0 of one position: a normal of standard deviation sqrt(2/5), cut off at three of them (specification 1.5; the hidden
    /// size cancels out).
    /// </summary>
    public void Fill(int position, Span<float> state)
    {
        if (Seed is not { } seed)
        {
            state.Clear();
            return;
        }

        ulong counter = Mix(seed ^ Mix((ulong)position + 1));
        for (int i = 0; i < state.Length;)
        {
            // Marsaglia's polar method: a point in the unit disc gives two normals.
            double u = Uniform(ref counter);
            double v = Uniform(ref counter);
            double square = (u * u) + (v * v);
            if (square is >= 1 or 0)
            {
                continue;
            }

            double factor = Math.Sqrt(-2 * Math.Log(square) / square);
            Take(u * factor, state, ref i);
            Take(v * factor, state, ref i);
        }

        static void Take(double normal, Span<float> state, ref int i)
        {
            if (i < state.Length && Math.Abs(normal) <= 3)
            {
                state[i++] = (float)(normal * Math.Sqrt(0.4));
            }
        }
    }

    private static double Uniform(ref ulong counter) => ((Mix(counter++) >> 11) * (2.0 / (1UL << 53))) - 1;

    /// <summary>The finaliser of SplitMix64.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
