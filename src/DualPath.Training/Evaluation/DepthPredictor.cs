using DualPath.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Training.Evaluation;

/// <summary>
/// Foretells from the prelude's output alone how deep an answer has to go: a linear map to the logarithm of its least depth, by ridge regression. It reads the mean of the prompt's
/// embedded inputs, the last one, and how many there are.
/// </summary>
internal sealed class DepthPredictor
{
    private const double Ridge = 10;

    private readonly double[] _weights;

    static DepthPredictor() => TorchRuntime.EnsureLoadable();

    private DepthPredictor(double[] weights) => _weights = weights;

    /// <summary>Learns from questions whose least depth is known.</summary>
    /// <param name="embedded">Embedded inputs of every prompt [rows, h].</param>
    /// <param name="depths">The least depth of every answer.</param>
    /// <param name="hiddenSize">h.</param>
    public static DepthPredictor Fit(IReadOnlyList<float[]> embedded, IReadOnlyList<int> depths, int hiddenSize)
    {
        using var scope = NewDisposeScope();
        double[][] features = [.. embedded.Select(prompt => Features(prompt, hiddenSize))];
        int width = features[0].Length;
        var x = tensor(features.SelectMany(row => row).ToArray(), dtype: ScalarType.Float64).reshape(features.Length, width);
        var y = tensor(depths.Select(depth => Math.Log2(depth)).ToArray(), dtype: ScalarType.Float64).reshape(-1, 1);

        // The constant, which comes last, is not held back.
        var ridge = ones(width, dtype: ScalarType.Float64) * Ridge;
        ridge[width - 1] = 1e-6;
        var weights = linalg.solve(x.t().matmul(x) + diag(ridge), x.t().matmul(y));
        return new DepthPredictor([.. weights.data<double>()]);
    }

    /// <summary>The depth foretold, times 2^<paramref name="margin"/>, rounded up.</summary>
    public int Predict(float[] embedded, int hiddenSize, double margin)
    {
        double[] features = Features(embedded, hiddenSize);
        double log = features.Zip(_weights, (feature, weight) => feature * weight).Sum();
        return (int)Math.Ceiling(Math.Pow(2, Math.Clamp(log + margin, 0, 20)));
    }

    private static double[] Features(float[] embedded, int h)
    {
        int rows = embedded.Length / h;
        double[] features = new double[(2 * h) + 2];
        for (int i = 0; i < rows * h; i++)
        {
            features[i % h] += embedded[i] / (double)rows;
        }

        for (int i = 0; i < h; i++)
        {
            features[h + i] = rows == 0 ? 0 : embedded[((rows - 1) * h) + i];
        }

        features[2 * h] = Math.Log2(rows + 1);
        features[^1] = 1;
        return features;
    }
}
