using System.Collections.Concurrent;
using DualPath.Model.Weights;
using DualPath.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>
/// Muon for the matrices of the network, AdamW for everything else, with gradient clipping and a running mean of the weights. Written out because its state must
/// go into a checkpoint and come back bit for bit. Muon (Jordan et al. 2024) steps along the orthogonal factor of the momentum; its step is scaled to the size of
/// an AdamW step (Liu et al. 2025), so both take the same learning rate. Matrices decay; gains, biases and convolution taps do not.
/// </summary>
internal sealed class Optimizer : IDisposable
{
    private const double Momentum = 0.95;
    private const double AdamSize = 0.2;
    private const int NewtonSchulzSteps = 5;
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.97;
    private const double Epsilon = 1e-8;

    private readonly IReadOnlyDictionary<string, Tensor> _parameters;
    private readonly double _decay;
    private readonly double _averageMemory;
    private readonly int _workers;

    /// <param name="parameters">What is trained.</param>
    /// <param name="decay">Weight decay of matrices, times the learning rate.</param>
    /// <param name="averageMemory">Memory of the running mean of the weights.</param>
    /// <param name="workers">Parameters stepped at once, each on one thread. Changes the time, not the result.</param>
    public Optimizer(IReadOnlyDictionary<string, Tensor> parameters, double decay, double averageMemory, int workers = 1)
    {
        _parameters = parameters;
        _decay = decay;
        _averageMemory = averageMemory;
        _workers = workers;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (name, value) in parameters)
        {
            First[name] = zeros_like(value, requires_grad: false).DetachFromDisposeScope();
            if (!IsMatrix(name, value))
            {
                Second[name] = zeros_like(value, requires_grad: false).DetachFromDisposeScope();
            }

            Average[name] = value.detach().clone().DetachFromDisposeScope();
        }
    }

    /// <summary>Momentum, or for AdamW the running mean of the gradients.</summary>
    public SortedDictionary<string, Tensor> First { get; } = new(StringComparer.Ordinal);

    /// <summary>Running mean of the squared gradients, where AdamW steps.</summary>
    public SortedDictionary<string, Tensor> Second { get; } = new(StringComparer.Ordinal);

    /// <summary>Running mean of the weights: what is evaluated and exported.</summary>
    public SortedDictionary<string, Tensor> Average { get; } = new(StringComparer.Ordinal);

    /// <summary>Steps taken.</summary>
    public int Steps { get; set; }

    /// <summary>Applies gradients, one per parameter in the parameters' order. Returns their norm before clipping; a step with a norm that is not finite is skipped.</summary>
    public double Step(IReadOnlyList<Tensor> gradients, double rate, double clip)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        double norm = Math.Sqrt(gradients.Sum(gradient => (gradient * gradient).sum().item<float>()));
        if (double.IsFinite(norm))
        {
            Steps++;
            double scale = Math.Min(1, clip / (norm + 1e-6));

            // The mean begins as a short one, so that it does not carry the random start along.
            double memory = Math.Min(_averageMemory, (Steps + 1.0) / (Steps + 10.0));
            var largestFirst = Partitioner.Create(_parameters.Zip(gradients).OrderByDescending(pair => pair.Second.numel()), EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(
                largestFirst, new ParallelOptions { MaxDegreeOfParallelism = _workers }, pair => Apply(pair.First.Key, pair.First.Value, pair.Second, scale, rate, memory));
        }

        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in First.Values.Concat(Second.Values).Concat(Average.Values))
        {
            tensor.Dispose();
        }
    }

    private void Apply(string name, Tensor value, Tensor raw, double scale, double rate, double memory)
    {
        // Both are kept per thread.
        set_num_threads(1);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var gradient = raw.Times(scale);
        if (value.dim() == 2 && !IsTaps(name))
        {
            value.Scale(1 - (rate * _decay));
        }

        if (IsMatrix(name, value))
        {
            First[name].Scale(Momentum).Increase(gradient);
            var momentum = gradient.Plus(First[name].Times(Momentum)).reshape(Stacked(name), -1, value.shape[1]);
            value.Increase(Orthogonal(momentum).reshape(value.shape), -rate * AdamSize * Math.Sqrt(Math.Max(momentum.shape[1], momentum.shape[2])));
        }
        else
        {
            First[name].Scale(Beta1).Increase(gradient, 1 - Beta1);
            Second[name].Scale(Beta2).Increase(gradient * gradient, 1 - Beta2);
            double unbias1 = 1 - Math.Pow(Beta1, Steps);
            double unbias2 = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
            value.Increase(First[name] / Second[name].sqrt().Times(1 / unbias2).Plus(Epsilon), -rate / unbias1);
        }

        Average[name].Scale(memory).Increase(value, 1 - memory);
    }

    /// <summary>How many matrices a parameter holds, one below the other.</summary>
    private long Stacked(string name)
    {
        int at = name.IndexOf(".experts.", StringComparison.Ordinal);
        return at >= 0 && !name.EndsWith(TensorCatalog.Router, StringComparison.Ordinal) ? _parameters[$"{name[..at]}.{TensorCatalog.Router}"].shape[0] : 1;
    }

    /// <summary>About U V^T of each matrix U S V^T [n, rows, columns], by the quintic Newton-Schulz iteration of Muon, whose coefficients trade exactness for speed: singular values end between 0.7 and 1.2.</summary>
    internal static Tensor Orthogonal(Tensor matrices)
    {
        bool tall = matrices.shape[1] > matrices.shape[2];
        var x = (tall ? matrices.transpose(1, 2) : matrices).contiguous();
        x = (x / (x * x).sum([1, 2], keepdim: true).sqrt().Plus(1e-7)).to(ScalarType.BFloat16);
        for (int i = 0; i < NewtonSchulzSteps; i++)
        {
            var square = x.matmul(x.transpose(1, 2));
            x = x.Times(3.4445).Plus(square.Times(-4.7750).Plus(square.matmul(square).Times(2.0315)).matmul(x));
        }

        x = x.to(ScalarType.Float32);
        return tall ? x.transpose(1, 2) : x;
    }

    private static bool IsMatrix(string name, Tensor value) => value.dim() == 2 && name != TensorCatalog.Embedding && !IsTaps(name);

    private static bool IsTaps(string name) => name.Contains("canon", StringComparison.Ordinal);
}
