using System.Security.Cryptography;
using DualPath.Engine.Tokenization;
using DualPath.Model.Weights;

namespace DualPath.Training.Training;

/// <summary>Writes the averaged weights as a model folder that the server loads, in bfloat16, checksums included.</summary>
internal static class ModelExport
{
    public static void Write(Trainer trainer, string folder)
    {
        File.WriteAllText(Path.Combine(folder, ModelFiles.Config), trainer.Model.ToJson() + "\n");
        File.WriteAllText(Path.Combine(folder, TokenizerFile.Name), trainer.Vocabulary.ToJson() + "\n");
        SafetensorsWriter.Write(
            Path.Combine(folder, ModelFiles.Weights),
            TensorCatalog.For(trainer.Model).Select(spec => (spec, (ReadOnlyMemory<float>)trainer.Optimizer.Average[spec.Name].data<float>().ToArray())),
            WeightFormat.Bf16);
        WriteChecksums(folder);
    }

    /// <summary>Writes <c>SHA256SUMS</c>, in the format of the tool of that name.</summary>
    internal static void WriteChecksums(string folder)
    {
        string[] files = [ModelFiles.Config, ModelFiles.Weights, TokenizerFile.Name];
        File.WriteAllText(Path.Combine(folder, "SHA256SUMS"), string.Concat(files.Select(name =>
            $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))))}  {name}\n")));
    }
}
