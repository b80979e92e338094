using DualPath.Model;
using DualPath.Model.Weights;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>What one recurrent step cannot do without, whoever computes it.</summary>
/// <param name="WeightBytes">Bytes of the core block's and the adapter's weights; all steps read the same.</param>
/// <param name="ContextBytes">Bytes of keys, values and rows that one step reads; every step has its own.</param>
/// <param name="MultiplyAdds">Every row with every weight of a matrix, and with the keys and values it attends to. What is done once per
/// element of a row (norms, convolution, rotation, softmax, gate) is left out.</param>
internal sealed record StepCost(long WeightBytes, long ContextBytes, long MultiplyAdds)
{
    public static StepCost Of(ModelConfig config, CoreStepShape shape, WeightFormat format)
    {
        long h = config.HiddenSize;
        long inner = config.IntermediateSize;

        // Queries, keys, values; attention output; gate and value; MLP output. The adapter's half for the state comes once.
        long weights = (config.CoreLayers * ((3 * h * h) + (h * h) + (2 * inner * h) + (h * inner))) + (h * h);
        long outputs = (config.CoreLayers * ((3 * h) + h + (2 * inner) + h)) + h;

        // Four gains, the bias of queries and keys, and the taps; in bytes, every output's scale as well.
        long vectors = config.CoreLayers * h * (4 + (config.QkBias ? 2 : 0) + config.CanonTapsCore);
        long weightBytes = format switch
        {
            WeightFormat.Bf16 => weights * sizeof(ushort),
            WeightFormat.Int8 => weights + (outputs * sizeof(float)),
            _ => weights * sizeof(float),
        };

        // Keys and values; what the convolution looks back on; the state and what is added to it.
        long attended = config.CoreLayers * shape.Positions * 2 * h;
        long context = attended + (config.CoreLayers * Math.Max(0, config.CanonTapsCore - 1) * h) + (2 * h);
        return new(weightBytes + (vectors * sizeof(float)), shape.Rows * context * sizeof(float), shape.Rows * (weights + attended));
    }
}
