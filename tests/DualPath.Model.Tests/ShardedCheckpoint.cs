using System.Text.Json;
using DualPath.Model.Weights;

namespace DualPath.Model.Tests;

/// <summary>Writes weights as the large published checkpoints have them: shards, and an index that says what lies where.</summary>
internal static class ShardedCheckpoint
{
    /// <returns>The file in which each tensor was placed.</returns>
    public static Dictionary<string, string> Write(
        string folder, IEnumerable<(TensorSpec Spec, ReadOnlyMemory<float> Values)> tensors, int shards, WeightFormat format = WeightFormat.Fp32)
    {
        var list = tensors.ToList();
        var placed = new Dictionary<string, string>();
        for (int i = 0; i < shards; i++)
        {
            string file = $"model-{i + 1:00000}-of-{shards:00000}.safetensors";
            var part = list[(list.Count * i / shards)..(list.Count * (i + 1) / shards)];
            SafetensorsWriter.Write(Path.Combine(folder, file), part, format, new Dictionary<string, string> { ["format"] = "pt" });
            part.ForEach(tensor => placed.Add(tensor.Spec.Name, file));
        }

        long size = list.Sum(tensor => tensor.Spec.Count) * (format == WeightFormat.Bf16 ? 2 : 4);
        File.WriteAllText(
            Path.Combine(folder, ModelFiles.Index),
            JsonSerializer.Serialize(new { metadata = new { total_size = size }, weight_map = placed }));
        return placed;
    }
}
