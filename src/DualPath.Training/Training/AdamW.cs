using DualPath.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>
/// AdamW with gradient clipping and a running mean of the weights. Written out because its state must go into a checkpoint and come back bit for bit.
/// Matrices decay; gains and biases do not.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.97;
    private const double Epsilon = 1e-8;

    private readonly IReadOnlyDictionary<string, Tensor> _parameters;
    private readonly double _decay;
    private readonly double _averageMemory;

    public AdamW(IReadOnlyDictionary<string, Tensor> parameters, double decay, double averageMemory)
    {
        _parameters = parameters;
        _decay = decay;
        _averageMemory = averageMemory;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (name, value) in parameters)
        {
            First[name] = zeros_like(value, requires_grad: false).DetachFromDisposeScope();
            Second[name] = zeros_like(value, requires_grad: false).DetachFromDisposeScope();
            Average[name] = value.detach().clone().DetachFromDisposeScope();
        }
    }

    /// <summary>Running mean of the gradients.</summary>
    public SortedDictionary<string, Tensor> First { get; } = new(StringComparer.Ordinal);

    /// <summary>Running mean of their squares.</summary>
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
            double unbias1 = 1 - Math.Pow(Beta1, Steps);
            double unbias2 = Math.Sqrt(1 - Math.Pow(Beta2, Steps));

            // The mean begins as a short one, so that it does not carry the random start along.
            double memory = Math.Min(_averageMemory, (Steps + 1.0) / (Steps + 10.0));
            foreach (var ((name, value), raw) in _parameters.Zip(gradients))
            {
                var gradient = raw.Times(scale);
                First[name].Scale(Beta1).Increase(gradient, 1 - Beta1);
                Second[name].Scale(Beta2).Increase(gradient * gradient, 1 - Beta2);
                if (Decays(name, value))
                {
                    value.Scale(1 - (rate * _decay));
                }

                value.Increase(First[name] / Second[name].sqrt().Times(1 / unbias2).Plus(Epsilon), -rate / unbias1);
                Average[name].Scale(memory).Increase(value, 1 - memory);
            }
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

    private static bool Decays(string name, Tensor value) => value.dim() == 2 && !name.Contains("canon", StringComparison.Ordinal);
}
