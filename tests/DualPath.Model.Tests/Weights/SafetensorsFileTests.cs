using System.Buffers.Binary;
using System.Text;
using DualPath.Model.Weights;

namespace DualPath.Model.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, null)]
    [InlineData("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, null)]
    [InlineData("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "\"a\" claims bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes at the end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "\"a\" of shape [3]")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,8]}}""", 8, "\"a\" of shape [2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "\"a\" of shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0]}}""", 0, "\"a\" of shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "\"a\" has a bad \"shape\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "\"a\" has a bad \"shape\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e2],"data_offsets":[0,4]}}""", 4, "\"a\" has a bad \"shape\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", 4, "\"a\" has a bad \"shape\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "\"a\" has a bad \"shape\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "\"a\" claims bytes 4..0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "\"a\" lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "\"a\" has a bad \"data_offsets\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}""", 4, "\"a\" claims bytes")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "\"a\" has the type F31")]
    [InlineData("""{"a":{"dtype":"0","shape":[1],"data_offsets":[0,4]}}""", 4, "\"a\" has the type 0")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "\"a\" lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":0}}""", 4, "\"a\" has the unknown field \"x\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "\"b\" leaves a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "\"a\" is listed twice")]
    [InlineData("""{"a":[]}""", 0, "StartArray")]
    [InlineData("""[]""", 0, "StartArray")]
    [InlineData("""{} {}""", 0, "JSON")]
    [InlineData("""{"a":""", 0, "JSON")]
    [InlineData("", 0, "JSON")]
    [InlineData("""{"__metadata__":{"a":{"b":{"c":{"d":{"e":{"f":{"g":{}}}}}}}}}""", 0, "JSON")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "JSON")]
    public void Open_Header_IsAcceptedOrRefusedByName(string header, int dataBytes, string? problem)
    {
        string path = Write(header, dataBytes);
        if (problem is null)
        {
            using var file = SafetensorsFile.Open(path);
            Assert.NotEmpty(file.Entries);
            return;
        }

        var error = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Open_TooShortForALength_IsRefused(int bytes)
    {
        string path = _folder.File("short.safetensors");
        File.WriteAllBytes(path, new byte[bytes]);
        Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path));
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 32)]
    [InlineData(100UL)]
    public void Open_AbsurdHeaderLength_IsRefusedWithoutAllocatingIt(ulong length)
    {
        string path = _folder.File("absurd.safetensors");
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path));

        Assert.Contains($"{length} bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Open_LargestHeaderOfEmptyTensors_StaysInBoundedMemory()
    {
        var header = new StringBuilder("{");
        for (int i = 0; header.Length < SafetensorsHeader.MaxBytes - 100; i++)
        {
            header.Append(i == 0 ? "" : ",").Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
                "{{i}}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}
                """);
        }

        string path = Write(header.Append('}').ToString(), 0);
        long before = GC.GetAllocatedBytesForCurrentThread();

        using var file = SafetensorsFile.Open(path);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void Open_MissingFileOrFolder_IsRefused()
    {
        Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(_folder.File("nowhere")));
        Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(_folder.Path));
    }

    [Fact]
    public void Read_EveryType_GivesTheValues()
    {
        var data = new MemoryStream();
        var writer = new BinaryWriter(data);
        writer.Write(1.5f);
        writer.Write(BitConverter.HalfToUInt16Bits((Half)(-2.25)));
        writer.Write((ushort)0x3FC0);
        writer.Write(0.1);
        writer.Write(-5L);
        writer.Write(7);
        string path = Write("""
            {"f32":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"f16":{"dtype":"F16","shape":[1],"data_offsets":[4,6]},
             "bf16":{"dtype":"BF16","shape":[1],"data_offsets":[6,8]},"f64":{"dtype":"F64","shape":[1],"data_offsets":[8,16]},
             "i64":{"dtype":"I64","shape":[1],"data_offsets":[16,24]},"i32":{"dtype":"I32","shape":[1],"data_offsets":[24,28]}}
            """, data.ToArray());

        using var file = SafetensorsFile.Open(path);

        Assert.Equal([1.5f], file.ReadFloats("f32"));
        Assert.Equal([-2.25f], file.ReadFloats("f16"));
        Assert.Equal([1.5f], file.ReadFloats("bf16"));
        Assert.Equal([0.1f], file.ReadFloats("f64"));
        Assert.Equal([-5], file.ReadIntegers("i64"));
        Assert.Equal([7], file.ReadIntegers("i32"));
        Assert.Throws<ModelFormatException>(() => file.ReadFloats("i64"));
        Assert.Throws<ModelFormatException>(() => file.ReadIntegers("f32"));
        Assert.Throws<ModelFormatException>(() => file.ReadFloats("absent"));
    }

    [Fact]
    public void Read_FileCutShortAfterOpening_IsRefused()
    {
        string path = Write("""{"a":{"dtype":"F32","shape":[100],"data_offsets":[0,400]}}""", 400);
        using var file = SafetensorsFile.Open(path);
        using (var stream = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(200);
        }

        Assert.Throws<ModelFormatException>(() => file.ReadFloats("a"));
    }

    [Theory]
    [InlineData(WeightFormat.Fp32)]
    [InlineData(WeightFormat.Bf16)]
    public void Write_ThenRead_GivesTheValuesBack(WeightFormat format)
    {
        var random = new Random(1);
        var tensors = ((string Name, int[] Shape)[])[("scalar", []), ("a\"b", [3]), ("large", [70, 301])];
        var written = tensors.Select(t => (Spec: new TensorSpec(t.Name, t.Shape), Values: Values(t.Shape))).ToList();
        string path = _folder.File("written.safetensors");

        SafetensorsWriter.Write(
            path, written.Select(t => (t.Spec, (ReadOnlyMemory<float>)t.Values)), format, new Dictionary<string, string> { ["format"] = "pt" });

        using var file = SafetensorsFile.Open(path);
        Assert.Equal(tensors.Select(t => t.Name), file.Entries.Select(e => e.Name));
        Assert.Equal(0, file.Entries[0].Offset % 8);
        foreach (var (spec, values) in written)
        {
            Assert.Equal(spec.Shape.Select(s => (long)s), file[spec.Name].Shape);
            var expected = format == WeightFormat.Fp32 ? values : values.Select(v => BFloat16.ToSingle(BFloat16.FromSingle(v)));
            Assert.Equal(expected, file.ReadFloats(spec.Name));
        }

        Assert.False(File.Exists(path + ".partial"));

        float[] Values(int[] shape) => [.. Enumerable.Range(0, shape.Aggregate(1, (p, s) => p * s)).Select(_ => random.NextSingle() - 0.5f)];
    }

    [Fact]
    public void Write_ValuesOfAnotherCount_IsRefused()
    {
        var tensor = (new TensorSpec("a", [3]), new ReadOnlyMemory<float>(new float[2]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(_folder.File("bad"), [tensor]));
    }

    [Theory]
    [InlineData(0x3F808000u, 0x3F80)]
    [InlineData(0x3F818000u, 0x3F82)]
    [InlineData(0x3F808001u, 0x3F81)]
    [InlineData(0x7F7FFFFFu, 0x7F80)]
    [InlineData(0x80000000u, 0x8000)]
    [InlineData(0xFF800000u, 0xFF80)]
    [InlineData(0x7F800001u, 0x7FC0)]
    public void FromSingle_TiesAndExtremes_RoundToNearestEven(uint bits, int expected) =>
        Assert.Equal((ushort)expected, BFloat16.FromSingle(BitConverter.UInt32BitsToSingle(bits)));

    public void Dispose() => _folder.Dispose();

    private string Write(string header, int dataBytes) => Write(header, new byte[dataBytes]);

    private string Write(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        string path = _folder.File("test.safetensors");
        File.WriteAllBytes(path, [.. length, .. json, .. data]);
        return path;
    }
}
