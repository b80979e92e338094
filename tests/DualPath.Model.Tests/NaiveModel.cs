using DualPath.Model.Weights;

namespace DualPath.Model.Tests;

/// <summary>
/// The whole network in double precision, without cache, batch or vectors, written straight from the specification: the oracle for
/// architectures that no recorded figures exist for.
/// </summary>
internal sealed class NaiveModel(ModelConfig config, ITensorSource tensors)
{
    /// <summary>Logits of every position after a number of recurrent steps from zero (or given) states.</summary>
    public double[][] Forward(int[] tokens, int steps, double[][]? initialStates = null)
    {
        int h = config.HiddenSize;
        double[] embedding = Read(TensorCatalog.Embedding);
        var x = tokens.Select(id => Enumerable.Range(0, h).Select(c => embedding[(id * h) + c] * Math.Sqrt(h)).ToArray()).ToArray();
        if (config.CanonTapsEmbedding > 0)
        {
            x = Convolve(x, TensorCatalog.Canon, config.CanonTapsEmbedding);
        }

        for (int i = 0; i < config.PreludeLayers; i++)
        {
            x = Block(x, TensorCatalog.Block("prelude", i), attention: true, taps: 0);
        }

        var state = initialStates ?? [.. x.Select(_ => new double[h])];
        for (int step = 0; step < steps; step++)
        {
            state = [.. state.Select((s, t) => Linear([.. s, .. x[t]], TensorCatalog.Adapter, h))];
            for (int i = 0; i < config.CoreLayers; i++)
            {
                state = Block(state, TensorCatalog.Block("core_block", i), attention: true, config.CanonTapsCore);
            }
        }

        state = Norm(state, TensorCatalog.FinalNorm);
        for (int i = 0; i < config.CodaLayers; i++)
        {
            state = Block(state, TensorCatalog.Block("coda", i), config.CodaAttention, taps: 0);
        }

        return [.. Norm(state, TensorCatalog.FinalNorm).Select(s => Linear(s, TensorCatalog.Embedding, config.PaddedVocabularySize))];
    }

    private double[][] Block(double[][] x, string prefix, bool attention, int taps)
    {
        if (attention)
        {
            var n = Norm(x, $"{prefix}.norm_1.weight");
            n = taps > 0 ? Convolve(n, $"{prefix}.attn.canon.weight", taps) : n;
            x = Sum(x, Attention(n, prefix));
        }

        x = Norm(x, $"{prefix}.norm_2.weight");
        bool core = prefix.Contains("core_block", StringComparison.Ordinal) && config.CoreExperts > 0;
        var mlp = Norm(x, $"{prefix}.norm_3.weight").Select(row =>
        {
            double[] shared = Gated(row, Read($"{prefix}.mlp.fc.weight"), Read($"{prefix}.mlp.proj.weight"), core ? config.CoreSharedExpertSize : config.IntermediateSize);
            return core ? [.. shared.Zip(Experts(row, prefix), (a, b) => a + b)] : shared;
        });
        return Norm(Sum(x, [.. mlp]), $"{prefix}.norm_4.weight");
    }

    private double[] Experts(double[] row, string prefix)
    {
        int h = config.HiddenSize;
        int inner = config.CoreExpertSize;
        double[] scores = [.. Linear(row, $"{prefix}.experts.router.weight", config.CoreExperts).Select(logit => 1 / (1 + Math.Exp(-logit)))];
        double[] bias = Read($"{prefix}.experts.router.bias");
        double[] first = Read($"{prefix}.experts.fc.weight");
        double[] second = Read($"{prefix}.experts.proj.weight");
        var sum = new double[h];
        foreach (int e in Enumerable.Range(0, config.CoreExperts).OrderByDescending(e => scores[e] + bias[e]).Take(config.CoreExpertsActive))
        {
            double[] output = Gated(row, first[(e * 2 * inner * h)..((e + 1) * 2 * inner * h)], second[(e * h * inner)..((e + 1) * h * inner)], inner);
            sum = [.. sum.Zip(output, (a, b) => a + (scores[e] * b))];
        }

        return sum;
    }

    private double[] Gated(double[] row, double[] first, double[] second, int inner)
    {
        double[] both = Times(row, first, 2 * inner);
        return Times([.. Enumerable.Range(0, inner).Select(i => both[i] / (1 + Math.Exp(-both[i])) * both[inner + i])], second, config.HiddenSize);
    }

    private double[][] Attention(double[][] x, string prefix)
    {
        int h = config.HiddenSize;
        int d = config.HeadSize;
        double[] bias = config.QkBias ? Read($"{prefix}.attn.qk_bias") : new double[2 * h];
        var qkv = x.Select(row => Linear(row, $"{prefix}.attn.Wqkv.weight", 3 * h)).ToArray();
        for (int t = 0; t < x.Length; t++)
        {
            for (int i = 0; i < 2 * h; i += 2)
            {
                double angle = t * Math.Pow(config.RopeBase, -(double)(i % d) / d);
                double first = qkv[t][i] + bias[i];
                double second = qkv[t][i + 1] + bias[i + 1];
                qkv[t][i] = (first * Math.Cos(angle)) - (second * Math.Sin(angle));
                qkv[t][i + 1] = (second * Math.Cos(angle)) + (first * Math.Sin(angle));
            }
        }

        var output = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            double[] row = new double[h];
            for (int head = 0; head < config.Heads; head++)
            {
                int at = head * d;
                double[] weights = [.. Enumerable.Range(0, t + 1).Select(u =>
                    Math.Exp(Enumerable.Range(at, d).Sum(i => qkv[t][i] * qkv[u][h + i]) / Math.Sqrt(d)))];
                for (int i = at; i < at + d; i++)
                {
                    row[i] = Enumerable.Range(0, t + 1).Sum(u => weights[u] * qkv[u][(2 * h) + i]) / weights.Sum();
                }
            }

            output[t] = Linear(row, $"{prefix}.attn.proj.weight", h);
        }

        return output;
    }

    private double[][] Convolve(double[][] x, string name, int taps)
    {
        double[] w = Read(name);
        return [.. x.Select((row, t) => row.Select((value, c) =>
            value + Enumerable.Range(0, Math.Min(taps, t + 1)).Sum(j => w[(c * taps) + j] * x[t - j][c])).ToArray())];
    }

    private double[][] Norm(double[][] x, string name)
    {
        double[] gain = Read(name);
        return [.. x.Select(row =>
        {
            double scale = 1 / Math.Sqrt((row.Sum(v => v * v) / row.Length) + config.NormEpsilon);
            return row.Select((v, c) => v * scale * gain[c]).ToArray();
        })];
    }

    private double[] Linear(double[] x, string name, int outputs) => Times(x, Read(name), outputs);

    private static double[] Times(double[] x, double[] w, int outputs)
    {
        return [.. Enumerable.Range(0, outputs).Select(n => Enumerable.Range(0, x.Length).Sum(k => x[k] * w[(n * x.Length) + k]))];
    }

    private static double[][] Sum(double[][] a, double[][] b) => [.. a.Select((row, t) => row.Select((v, c) => v + b[t][c]).ToArray())];

    private readonly Dictionary<string, double[]> _read = [];

    private double[] Read(string name)
    {
        if (!_read.TryGetValue(name, out double[]? values))
        {
            float[] single = new float[tensors.Tensors.First(t => t.Name == name).Count];
            tensors.Read(name, 0, single);
            _read[name] = values = [.. single.Select(v => (double)v)];
        }

        return values;
    }
}
