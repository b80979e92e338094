namespace DualPath.Model;

/// <summary>Cosines and sines of the rotary position embedding (specification 1.4), computed in single precision as the reference does.</summary>
public static class RotaryTable
{
    /// <summary>The angle's cosine and sine for every pair of one head at one position.</summary>
    /// <param name="config">The architecture: base and head size d.</param>
    /// <param name="position">0-based position.</param>
    /// <param name="cosines">Receives d/2 values.</param>
    /// <param name="sines">Receives d/2 values.</param>
    public static void Fill(ModelConfig config, int position, Span<float> cosines, Span<float> sines)
    {
        for (int j = 0; j < config.HeadSize / 2; j++)
        {
            float exponent = 2f * j / config.HeadSize;
            float frequency = 1f / (float)Math.Pow(config.RopeBase, exponent);
            float angle = position * frequency;
            cosines[j] = (float)Math.Cos(angle);
            sines[j] = (float)Math.Sin(angle);
        }
    }
}
