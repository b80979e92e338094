using System.CommandLine;
using System.Numerics.Tensors;
using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Training.Training;

namespace DualPath.Training.Commands;

/// <summary>
/// <c>mean</c>: the mean of the weights of several ends of training, as a model folder. Where each went on from the one before, the mean is often right where one of them is not (weights averaged along
/// one path: Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better Generalization").
/// </summary>
internal static class MeanCommand
{
    public static Command Create()
    {
        var models = new Option<DirectoryInfo[]>("--models") { Description = "The model folders, of one architecture and vocabulary.", Required = true, AllowMultipleArgumentsPerToken = true };
        var output = new Option<DirectoryInfo>("--output") { Description = "The model folder to write.", Required = true };
        var command = new Command("mean", "Writes the mean of the weights of several models.") { models, output };
        command.SetAction(arguments => Run([.. arguments.GetValue(models)!.Select(folder => folder.FullName)], arguments.GetValue(output)!.FullName));
        return command;
    }

    /// <summary>0: written; 2: a folder cannot be read, or they are no models of one kind.</summary>
    internal static int Run(IReadOnlyList<string> folders, string output)
    {
        try
        {
            string first = folders[0];
            if (folders.FirstOrDefault(folder => Differs(ModelFiles.Config, folder) || Differs(TokenizerFile.Name, folder)) is { } other)
            {
                Console.Error.WriteLine($"{other} is of another architecture or vocabulary than {first}.");
                return 2;
            }

            var sources = folders.Select(folder => SafetensorsFile.Open(Path.Combine(folder, ModelFiles.Weights))).ToList();
            try
            {
                Directory.CreateDirectory(output);
                SafetensorsWriter.Write(
                    Path.Combine(output, ModelFiles.Weights),
                    TensorCatalog.For(ModelConfig.Load(Path.Combine(first, ModelFiles.Config))).Select(spec => (spec, Mean(sources, spec.Name))),
                    WeightFormat.Bf16);
            }
            finally
            {
                sources.ForEach(source => source.Dispose());
            }

            foreach (string name in new[] { ModelFiles.Config, TokenizerFile.Name })
            {
                File.Copy(Path.Combine(first, name), Path.Combine(output, name), overwrite: true);
            }

            ModelExport.WriteChecksums(output);
            return 0;

            bool Differs(string name, string folder) => !File.ReadAllBytes(Path.Combine(first, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, name)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ModelFormatException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    private static ReadOnlyMemory<float> Mean(List<SafetensorsFile> sources, string name)
    {
        float[] mean = sources[0].ReadFloats(name);
        foreach (var source in sources.Skip(1))
        {
            TensorPrimitives.Add(mean, source.ReadFloats(name), mean);
        }

        TensorPrimitives.Divide(mean, sources.Count, mean);
        return mean;
    }
}
