using System.Text;
using DualPath.Model;
using DualPath.Model.Weights;

namespace DualPath.Benchmarks.LlamaCpp;

/// <summary>
/// Writes a dense model of random weights as GGUF version 3 (github.com/ggml-org/ggml, docs/gguf.md), of the plain "llama" architecture: what llama.cpp needs to compute, and nothing
/// that would make sense as text.
/// </summary>
internal sealed class GgufWriter : IDisposable
{
    private const int Alignment = 32;
    private const uint TypeUInt32 = 4, TypeInt32 = 5, TypeFloat = 6, TypeString = 8, TypeArray = 9;
    private const uint TensorFloat = 0, TensorBFloat16 = 30;
    private const int NormalToken = 1, UnknownToken = 2, ControlToken = 3, ByteToken = 6;

    private readonly BinaryWriter _writer;
    private readonly List<(string Name, long[] Shape)> _tensors = [];
    private readonly WeightFormat _format;

    private GgufWriter(Stream stream, WeightFormat format)
    {
        _writer = new BinaryWriter(stream, Encoding.UTF8);
        _format = format;
    }

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="shape">Width, heads, inner width, vocabulary and context.</param>
    /// <param name="layers">Blocks.</param>
    /// <param name="format">Format of the matrices; gains stay fp32.</param>
    public static void Write(string path, ModelConfig shape, int layers, WeightFormat format)
    {
        using var stream = File.Create(path);
        using var writer = new GgufWriter(stream, format);
        writer.Write(shape, layers);
    }

    public void Dispose() => _writer.Dispose();

    private void Write(ModelConfig shape, int layers)
    {
        long h = shape.HiddenSize;
        long inner = shape.IntermediateSize;
        long vocabulary = shape.PaddedVocabularySize;
        _tensors.Add(("token_embd.weight", [h, vocabulary]));
        for (int layer = 0; layer < layers; layer++)
        {
            foreach (string name in new[] { "attn_q", "attn_k", "attn_v", "attn_output" })
            {
                _tensors.Add(($"blk.{layer}.{name}.weight", [h, h]));
            }

            _tensors.Add(($"blk.{layer}.ffn_gate.weight", [h, inner]));
            _tensors.Add(($"blk.{layer}.ffn_up.weight", [h, inner]));
            _tensors.Add(($"blk.{layer}.ffn_down.weight", [inner, h]));
            _tensors.Add(($"blk.{layer}.attn_norm.weight", [h]));
            _tensors.Add(($"blk.{layer}.ffn_norm.weight", [h]));
        }

        _tensors.Add(("output_norm.weight", [h]));
        _tensors.Add(("output.weight", [h, vocabulary]));

        _writer.Write("GGUF"u8);
        _writer.Write(3u);
        _writer.Write((ulong)_tensors.Count);
        WriteMetadata(shape, layers, (int)vocabulary);
        WriteTensors();
    }

    private void WriteMetadata(ModelConfig shape, int layers, int vocabulary)
    {
        (string, object)[] values =
        [
            ("general.architecture", "llama"),
            ("llama.block_count", (uint)layers),
            ("llama.context_length", (uint)shape.ContextLength),
            ("llama.embedding_length", (uint)shape.HiddenSize),
            ("llama.feed_forward_length", (uint)shape.IntermediateSize),
            ("llama.attention.head_count", (uint)shape.Heads),
            ("llama.attention.head_count_kv", (uint)shape.Heads),
            ("llama.attention.layer_norm_rms_epsilon", (float)shape.NormEpsilon),
            ("llama.rope.dimension_count", (uint)shape.HeadSize),
            ("llama.vocab_size", (uint)vocabulary),
            ("tokenizer.ggml.model", "llama"),
            ("tokenizer.ggml.tokens", Enumerable.Range(0, vocabulary).Select(Token).ToArray()),
            ("tokenizer.ggml.scores", Enumerable.Range(0, vocabulary).Select(token => -(float)token).ToArray()),
            ("tokenizer.ggml.token_type", Enumerable.Range(0, vocabulary).Select(TokenType).ToArray()),
            ("tokenizer.ggml.bos_token_id", 1u),
            ("tokenizer.ggml.eos_token_id", 2u),
        ];
        _writer.Write((ulong)values.Length);
        foreach (var (key, value) in values)
        {
            WriteString(key);
            WriteValue(value);
        }
    }

    private static string Token(int token) => token switch
    {
        0 => "<unk>",
        1 => "<s>",
        2 => "</s>",
        < 259 => $"<0x{token - 3:X2}>",
        _ => $"t{token}",
    };

    private static int TokenType(int token) => token switch { 0 => UnknownToken, < 3 => ControlToken, < 259 => ByteToken, _ => NormalToken };

    private void WriteValue(object value)
    {
        switch (value)
        {
            case string text:
                _writer.Write(TypeString);
                WriteString(text);
                break;
            case uint number:
                _writer.Write(TypeUInt32);
                _writer.Write(number);
                break;
            case float number:
                _writer.Write(TypeFloat);
                _writer.Write(number);
                break;
            case string[] texts:
                WriteArray(TypeString, texts, WriteString);
                break;
            case float[] numbers:
                WriteArray(TypeFloat, numbers, _writer.Write);
                break;
            case int[] numbers:
                WriteArray(TypeInt32, numbers, _writer.Write);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not written.", nameof(value));
        }
    }

    private void WriteArray<T>(uint type, T[] values, Action<T> write)
    {
        _writer.Write(TypeArray);
        _writer.Write(type);
        _writer.Write((ulong)values.Length);
        Array.ForEach(values, write);
    }

    private void WriteString(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _writer.Write((ulong)bytes.Length);
        _writer.Write(bytes);
    }

    private void WriteTensors()
    {
        ulong offset = 0;
        foreach (var (name, shape) in _tensors)
        {
            WriteString(name);
            _writer.Write((uint)shape.Length);
            Array.ForEach(shape, size => _writer.Write((ulong)size));
            _writer.Write(IsMatrix(shape) && _format == WeightFormat.Bf16 ? TensorBFloat16 : TensorFloat);
            _writer.Write(offset);
            offset += (ulong)Aligned(Bytes(shape));
        }

        Pad();
        var random = new Random(1);
        foreach (var (_, shape) in _tensors)
        {
            float scale = 1 / MathF.Sqrt(shape[0]);
            for (long left = shape.Aggregate((a, b) => a * b); left > 0; left--)
            {
                float value = IsMatrix(shape) ? scale * ((2 * random.NextSingle()) - 1) : 1;
                if (IsMatrix(shape) && _format == WeightFormat.Bf16)
                {
                    _writer.Write(BFloat16.FromSingle(value));
                }
                else
                {
                    _writer.Write(value);
                }
            }

            Pad();
        }
    }

    private static bool IsMatrix(long[] shape) => shape.Length == 2;

    private long Bytes(long[] shape) => shape.Aggregate((a, b) => a * b) * (IsMatrix(shape) && _format == WeightFormat.Bf16 ? 2 : 4);

    private static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private void Pad()
    {
        _writer.Flush();
        for (long position = _writer.BaseStream.Position; position % Alignment != 0; position++)
        {
            _writer.Write((byte)0);
        }
    }
}
