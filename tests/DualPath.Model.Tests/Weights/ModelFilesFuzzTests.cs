using System.Text;
using DualPath.Model.Weights;

namespace DualPath.Model.Tests.Weights;

/// <summary>Seeded mutations of valid model files: either they load, or they are refused as model files; nothing else, and in little memory.</summary>
public sealed class ModelFilesFuzzTests : IDisposable
{
    private const int Trials = 3000;
    private const long MemoryBound = 32 << 20;

    private readonly TempFolder _folder = new();
    private readonly ModelConfig _config = TestModels.CanonConfig with { HiddenSize = 8, IntermediateSize = 8, VocabularySize = 8, ContextLength = 8 };
    private readonly byte[] _json;
    private readonly byte[] _weights;

    public ModelFilesFuzzTests()
    {
        var source = TestModels.RandomTensors(_config, seed: 1);
        SafetensorsWriter.Write(_folder.File(ModelFiles.Weights), source.Tensors.Select(spec =>
        {
            float[] values = new float[spec.Count];
            source.Read(spec.Name, 0, values);
            return (spec, (ReadOnlyMemory<float>)values);
        }));
        File.WriteAllText(_folder.File(ModelFiles.Config), _config.ToJson());
        _json = File.ReadAllBytes(_folder.File(ModelFiles.Config));
        _weights = File.ReadAllBytes(_folder.File(ModelFiles.Weights));
    }

    [Fact]
    public void Load_MutatedWeights_LoadsOrRefuses() => Fuzz(ModelFiles.Weights, _weights, BitConverter.ToInt32(_weights, 0) + 8);

    [Fact]
    public void Load_MutatedConfig_LoadsOrRefuses() => Fuzz(ModelFiles.Config, _json, _json.Length);

    public void Dispose() => _folder.Dispose();

    private void Fuzz(string file, byte[] original, int interesting)
    {
        var random = new Random(20261124);
        int refused = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            byte[] mutated = Mutate(original, interesting, random);
            File.WriteAllBytes(_folder.File(file), mutated);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                RecurrentDepthModel.Load(_folder.Path);
            }
            catch (ModelFormatException e)
            {
                Assert.StartsWith(_folder.Path, e.File, StringComparison.Ordinal);
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"trial {trial}: {e}\n{Encoding.Latin1.GetString(mutated, 0, Math.Min(interesting, mutated.Length))}");
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryBound);
        }

        Assert.InRange(refused, Trials / 2, Trials);
    }

    private static byte[] Mutate(byte[] original, int interesting, Random random)
    {
        List<byte> bytes = [.. original];
        for (int edits = 1 + random.Next(3); edits > 0; edits--)
        {
            if (bytes.Count == 0)
            {
                break;
            }

            int at = random.Next(Math.Min(interesting, bytes.Count));
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = (byte)"0123456789-.eE[]{},:\""[random.Next(20)];
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(20)));
                    break;
                case 4:
                    bytes.InsertRange(at, Encoding.ASCII.GetBytes(random.Next(2) == 0 ? "99999999999999999999" : "000"));
                    break;
                case 5:
                    bytes.InsertRange(at, [.. bytes.Skip(random.Next(bytes.Count)).Take(random.Next(200))]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
