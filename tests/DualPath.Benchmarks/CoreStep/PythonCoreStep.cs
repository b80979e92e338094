using System.Runtime.InteropServices;
using System.Text.Json;
using DualPath.Benchmarks.Measuring;
using DualPath.Model.Weights;
using DualPath.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>The recurrent step in Python, with the weights and injections of <see cref="TorchCoreStep"/>; the context it computes itself.</summary>
internal sealed class PythonCoreStep
{
    private readonly PythonTorch _python;
    private readonly CoreStepShape _shape;
    private readonly JsonElement _states;

    /// <param name="python">The child process; it holds one pass at a time.</param>
    /// <param name="network">The network.</param>
    /// <param name="shape">The shape of a pass.</param>
    /// <param name="injected">What is added to the adapter's product [rows, positions, h].</param>
    public PythonCoreStep(PythonTorch python, RecurrentDepthNetwork network, CoreStepShape shape, Tensor injected)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _python = python;
        _shape = shape;
        var config = network.Config;
        var tensors = network.Parameters.Where(pair => pair.Key.Contains(".core_block.", StringComparison.Ordinal)).ToDictionary();
        tensors["adapterState"] = network.Parameters[TensorCatalog.Adapter].narrow(1, 0, config.HiddenSize);
        tensors["injected"] = injected;
        tensors["rotary"] = tensor(network.RotaryCosineAndSine(shape.Positions)).reshape(shape.Positions, 1, 1, config.HeadSize / 2, 2);
        var request = new
        {
            prepare = new
            {
                rows = shape.Rows,
                positions = shape.Positions,
                steps = shape.Steps,
                heads = config.Heads,
                headSize = config.HeadSize,
                layers = config.CoreLayers,
                taps = config.CanonTapsCore,
                epsilon = config.NormEpsilon,
            },
            tensors = tensors.Select(pair => new { name = pair.Key, shape = pair.Value.shape }),
        };
        _states = python.Ask(request, tensors.Values.Select(value => value.detach().contiguous().data<float>().ToArray())).GetProperty("states");
    }

    /// <summary>The latent states [steps, rows, h] after each step.</summary>
    /// <param name="compute">Element type of the matrix products: <c>fp32</c> or <c>bf16</c>.</param>
    public float[] States(string compute) => MemoryMarshal.Cast<byte, float>(_states.GetProperty(compute).GetBytesFromBase64()).ToArray();

    /// <summary>All steps of the measured rows.</summary>
    /// <param name="compute">Element type of the matrix products.</param>
    public IContestant Contestant(string compute) => new Timed(this, compute);

    /// <summary>Takes its time from the child, whose thread does the work; its memory is not known here.</summary>
    private sealed class Timed(PythonCoreStep step, string compute) : IContestant
    {
        public string Name => $"python-torch-eager-{compute}";

        public int UnitsPerRun => step._shape.Steps;

        public Sample Take(int runs)
        {
            var answer = step._python.Ask(new { run = compute, runs });
            return new(Time("nanoseconds"), Time("wallNanoseconds"), AllocatedBytes: 0);

            TimeSpan Time(string name) => TimeSpan.FromMicroseconds(answer.GetProperty(name).GetInt64() / 1000.0);
        }
    }
}
