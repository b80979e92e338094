using DualPath.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Training.Training;

/// <summary>
/// The file from which a run is resumed: weights, optimizer, averaged weights, curriculum and counters. Written beside the old one and
/// moved into its place, so a crash while writing costs nothing.
/// </summary>
internal static class TrainingState
{
    private const string Magic = "DualPath training state 6";

    /// <summary>Writes the state of a run.</summary>
    public static void Save(Trainer trainer, string path)
    {
        string partial = path + ".partial";
        using (var writer = new BinaryWriter(File.Create(partial)))
        {
            writer.Write(Magic);
            writer.Write(trainer.TokensDone);
            writer.Write(trainer.PoolsDone);
            writer.Write(trainer.Optimizer.Steps);
            trainer.Curriculum.Save(writer);
            foreach (var (name, tensor) in Tensors(trainer))
            {
                writer.Write(name);
                foreach (float value in tensor.data<float>())
                {
                    writer.Write(value);
                }
            }
        }

        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Takes up a run where <see cref="Save"/> left it.</summary>
    /// <exception cref="ModelFormatException">The file does not belong to a run of this configuration.</exception>
    public static void Load(Trainer trainer, string path)
    {
        using var off = no_grad();
        using var reader = new BinaryReader(File.OpenRead(path));
        try
        {
            if (reader.ReadString() != Magic)
            {
                throw new ModelFormatException(path, "is not a training state of this program");
            }

            trainer.TokensDone = reader.ReadInt64();
            trainer.PoolsDone = reader.ReadInt32();
            trainer.Optimizer.Steps = reader.ReadInt32();
            trainer.Curriculum.Load(reader);
            foreach (var (name, target) in Tensors(trainer))
            {
                if (reader.ReadString() is var stored && stored != name)
                {
                    throw new ModelFormatException(path, $"holds tensor {stored} where {name} was expected: it belongs to another configuration");
                }

                float[] values = new float[target.numel()];
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = reader.ReadSingle();
                }

                using var source = tensor(values);
                target.copy_(source.reshape(target.shape));
            }
        }
        catch (EndOfStreamException e)
        {
            throw new ModelFormatException(path, "ends too early", e);
        }
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Trainer trainer) =>
        trainer.Parameters.Select(pair => ($"weight/{pair.Key}", pair.Value))
            .Concat(trainer.Optimizer.First.Select(pair => ($"first/{pair.Key}", pair.Value)))
            .Concat(trainer.Optimizer.Second.Select(pair => ($"second/{pair.Key}", pair.Value)))
            .Concat(trainer.Optimizer.Average.Select(pair => ($"average/{pair.Key}", pair.Value)));
}
