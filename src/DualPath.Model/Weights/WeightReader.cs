namespace DualPath.Model.Weights;

/// <summary>
/// Builds <see cref="ModelWeights"/> from a tensor source. First every name and shape is compared with the catalogue, so that
/// nothing is allocated for a file that does not fit; then the tensors are read row by row and packed.
/// </summary>
internal sealed class WeightReader
{
    private readonly ModelConfig _config;
    private readonly ITensorSource _source;
    private readonly WeightFormat? _format;

    private WeightReader(ModelConfig config, ITensorSource source, WeightFormat? format)
    {
        _config = config;
        _source = source;
        _format = format;
    }

    /// <summary>Reads all weights.</summary>
    /// <param name="config">The architecture.</param>
    /// <param name="source">The tensors.</param>
    /// <param name="format">How to keep the matrices; null keeps each as it is stored.</param>
    /// <exception cref="ModelFormatException">A tensor is missing, surplus, of another shape, or holds values that are not finite.</exception>
    public static ModelWeights Read(ModelConfig config, ITensorSource source, WeightFormat? format)
    {
        CatalogCheck.Verify(config, source);
        CheckSizes(config, source);
        return new WeightReader(config, source, format).Read();
    }

    private static void CheckSizes(ModelConfig config, ITensorSource source)
    {
        foreach (var tensor in TensorCatalog.For(config))
        {
            if (tensor.Count * sizeof(float) > Array.MaxLength - 64)
            {
                throw new ModelFormatException(source.FileOf(tensor.Name), $"tensor \"{tensor.Name}\" is larger than the 2 GB this code can hold");
            }
        }
    }

    private ModelWeights Read()
    {
        int h = _config.HiddenSize;
        return new ModelWeights
        {
            Embedding = Matrix(TensorCatalog.Embedding, _config.PaddedVocabularySize, h, 0, h, format: _format == WeightFormat.Int8 ? Stored(TensorCatalog.Embedding) : null),
            Canon = _config.CanonTapsEmbedding > 0 ? Taps(TensorCatalog.Canon, _config.CanonTapsEmbedding) : null,
            AdapterState = Matrix(TensorCatalog.Adapter, h, 2 * h, firstColumn: 0, columns: h),
            AdapterInput = Matrix(TensorCatalog.Adapter, h, 2 * h, firstColumn: h, columns: h),
            FinalNorm = Vector(TensorCatalog.FinalNorm, h),
            Prelude = Blocks("prelude", _config.PreludeLayers, attention: true, taps: 0, core: false),
            Core = Blocks("core_block", _config.CoreLayers, attention: true, _config.CanonTapsCore, core: true),
            Coda = Blocks("coda", _config.CodaLayers, _config.CodaAttention, taps: 0, core: false),
        };
    }

    private BlockWeights[] Blocks(string room, int layers, bool attention, int taps, bool core)
    {
        int h = _config.HiddenSize;
        int inner = _config.InnerSize(core);
        var blocks = new BlockWeights[layers];
        for (int i = 0; i < layers; i++)
        {
            string prefix = TensorCatalog.Block(room, i);
            blocks[i] = new BlockWeights
            {
                Norm1 = attention ? Vector($"{prefix}.norm_1.weight", h) : null,
                Canon = attention && taps > 0 ? Taps($"{prefix}.attn.canon.weight", taps) : null,
                Qkv = attention ? Matrix($"{prefix}.attn.Wqkv.weight", 3 * h, h) : null,
                QkBias = attention && _config.QkBias ? Vector($"{prefix}.attn.qk_bias", 2 * h) : null,
                Projection = attention ? Matrix($"{prefix}.attn.proj.weight", h, h) : null,
                Norm2 = Vector($"{prefix}.norm_2.weight", h),
                Norm3 = Vector($"{prefix}.norm_3.weight", h),
                MlpIn = Matrix($"{prefix}.mlp.fc.weight", 2 * inner, h),
                MlpOut = Matrix($"{prefix}.mlp.proj.weight", h, inner),
                Experts = core && _config.CoreExperts > 0 ? Experts(prefix) : null,
                Norm4 = Vector($"{prefix}.norm_4.weight", h),
            };
        }

        return blocks;
    }

    private ExpertWeights Experts(string prefix)
    {
        int h = _config.HiddenSize;
        int inner = _config.CoreExpertSize;
        int[] experts = [.. Enumerable.Range(0, _config.CoreExperts)];
        return new ExpertWeights(
            Matrix($"{prefix}.{TensorCatalog.Router}", _config.CoreExperts, h, 0, h, format: WeightFormat.Fp32),
            Vector($"{prefix}.{TensorCatalog.RouterBias}", _config.CoreExperts),
            [.. experts.Select(e => Matrix($"{prefix}.{TensorCatalog.ExpertsIn}", 2 * inner, h, 0, h, firstRow: e * 2 * inner))],
            [.. experts.Select(e => Matrix($"{prefix}.{TensorCatalog.ExpertsOut}", h, inner, 0, inner, firstRow: e * h))]);
    }

    private PackedMatrix Matrix(string name, int rows, int columns) => Matrix(name, rows, columns, 0, columns);

    private PackedMatrix Matrix(string name, int rows, int rowLength, int firstColumn, int columns, int firstRow = 0, WeightFormat? format = null)
    {
        var matrix = new PackedMatrix(rows, columns, format ?? _format ?? Stored(name));
        float[] row = new float[rowLength];
        for (int n = 0; n < rows; n++)
        {
            ReadFinite(name, (long)(firstRow + n) * rowLength, row);
            matrix.SetRow(n, row.AsSpan(firstColumn, columns));
        }

        return matrix;
    }

    private WeightFormat Stored(string name) => _source.IsBFloat16(name) ? WeightFormat.Bf16 : WeightFormat.Fp32;

    private FloatVector Vector(string name, int length)
    {
        var vector = new FloatVector(length);
        ReadFinite(name, 0, vector.Span);
        return vector;
    }

    /// <summary>Stored [h, taps]; kept [taps, h], so that one tap of all channels is one row.</summary>
    private FloatVector Taps(string name, int taps)
    {
        int h = _config.HiddenSize;
        float[] stored = new float[h * taps];
        ReadFinite(name, 0, stored);
        var vector = new FloatVector(stored.Length);
        for (int channel = 0; channel < h; channel++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                vector.Span[(tap * h) + channel] = stored[(channel * taps) + tap];
            }
        }

        return vector;
    }

    private void ReadFinite(string name, long first, Span<float> values)
    {
        _source.Read(name, first, values);
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ModelFormatException(_source.FileOf(name), $"tensor \"{name}\" holds a value that is not a finite number");
            }
        }
    }
}
