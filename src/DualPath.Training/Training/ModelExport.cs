using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace DualPath.Training.Training;

/// <summary>Writes the averaged weights as a model folder: <c>model.safetensors</c>, <c>config.json</c>, <c>tokenizer.json</c>.</summary>
internal static class ModelExport
{
    public static void Write(Trainer trainer, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), trainer.Model.ToJson());
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), trainer.Vocabulary.ToJson());
        var header = new Dictionary<string, object>();
        long offset = 0;
        foreach (var (name, tensor) in trainer.Optimizer.Average)
        {
            long end = offset + (tensor.numel() * 4);
            header[name] = new { dtype = "F32", shape = tensor.shape, data_offsets = new[] { offset, end } };
            offset = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        using var writer = new BinaryWriter(File.Create(Path.Combine(folder, "model.safetensors")));
        writer.Write((long)json.Length);
        writer.Write(json);
        foreach (var tensor in trainer.Optimizer.Average.Values)
        {
            foreach (float value in tensor.data<float>())
            {
                writer.Write(value);
            }
        }
    }
}
