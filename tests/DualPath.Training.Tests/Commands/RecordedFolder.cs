using System.Text;
using System.Text.Json;
using DualPath.Model.Conformance;
using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;
using DualPath.Model.Weights;
using DualPath.Torch;
using DualPath.Torch.Conformance;

namespace DualPath.Training.Tests.Commands;

/// <summary>Writes a folder laid out like <c>tests/golden/huginn-tiny</c> for any network, with the figures that the TorchSharp engine gives.</summary>
internal static class RecordedFolder
{
    public static void Write(string folder, RecurrentDepthNetwork network)
    {
        var config = network.Config;
        var engine = new TorchEngine(network);
        int[] ids = [.. Enumerable.Range(0, 14).Select(i => (i * 5) % config.VocabularySize)];
        int[] labels = [.. ids.Skip(1), -100];
        float[] initial = [.. Enumerable.Range(0, ids.Length * config.HiddenSize).Select(i => MathF.Sin(i))];
        File.WriteAllText(Path.Combine(folder, ModelFiles.Config), config.ToJson());
        SafetensorsWriter.Write(
            Path.Combine(folder, ModelFiles.Weights),
            TensorCatalog.For(config).Select(spec => (spec, (ReadOnlyMemory<float>)network.Parameters[spec.Name].data<float>().ToArray())));
        Save(folder, "rope", [("cos_sin", [20, config.HeadSize / 2, 2], Floats(engine.Rotary(20)))]);

        var forward = new List<(string, int[], byte[])> { ("input_ids", [2, 7], Integers(ids)), ("initial_state", [2, 7, config.HiddenSize], Floats(initial)) };
        foreach (int steps in new[] { 1, 5 })
        {
            var figures = engine.Forward(ids, 2, 7, initial, steps);
            forward.Add(($"latent_r{steps}", [2, 7, config.HiddenSize], Floats(figures.Latent)));
            forward.Add(($"logits_r{steps}", [2, 7, config.PaddedVocabularySize], Floats(figures.Logits)));
        }

        Save(folder, "forward", forward);
        int[] prompt = ids[..5];
        string ring = $"latest-m{config.CoreLayers}-compress-s{2 * config.CoreLayers}";
        var (tokens, taken) = engine.Adaptive(prompt, 6, 16, CacheLookup.Parse("latest-m4")!, ExitCriterion.Parse("kl@0.05")!)!.Value;
        (string Name, int[] Values)[] sequences =
        [
            ("prompt", prompt),
            ("greedy/full/r3", engine.Greedy(prompt, 8, 3, CacheLookup.Full, warmStart: false)),
            ("greedy_warmstart/full/r3", engine.Greedy(prompt, 8, 3, CacheLookup.Full, warmStart: true)),
            ($"greedy/{ring}/r6", engine.Greedy(prompt, 8, 6, CacheLookup.Parse(ring)!, warmStart: false)),
            ("adaptive/kl@0.05/latest-m4/tokens", tokens),
            ("adaptive/kl@0.05/latest-m4/steps", taken),
            ("speculative/draft2-look3-verify6", engine.Speculative(prompt, 8, 2, 3, 6)),
        ];
        Save(folder, "decode", [.. sequences.Select(entry => (entry.Name, new[] { 1, entry.Values.Length }, Integers(entry.Values)))]);

        var training = engine.Train(ids, labels, 2, 7, initial, freeSteps: 3, gradientSteps: 2);
        Save(folder, "train_step",
        [
            ("input_ids", [2, 7], Integers(ids)), ("labels", [2, 7], Integers(labels)), ("initial_state", [2, 7, config.HiddenSize], Floats(initial)),
            ("loss", [1], Floats([(float)training.Loss])),
            .. training.Gradients!.Select(pair => ($"grad/{pair.Key}", new[] { pair.Value.Length }, Floats(pair.Value))),
        ]);
    }

    private static byte[] Floats(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Integers(int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((long)value))];

    private static void Save(string folder, string name, IReadOnlyList<(string Name, int[] Shape, byte[] Data)> tensors)
    {
        var header = new Dictionary<string, object>();
        int at = 0;
        foreach (var (tensor, shape, data) in tensors)
        {
            string type = data.Length == 4 * shape.Aggregate(1, (a, b) => a * b) ? "F32" : "I64";
            header.Add(tensor, new { dtype = type, shape, data_offsets = new[] { at, at + data.Length } });
            at += data.Length;
        }

        byte[] json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        File.WriteAllBytes(Path.Combine(folder, name + ".safetensors"), [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. tensors.SelectMany(tensor => tensor.Data)]);
    }
}
