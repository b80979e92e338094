namespace DualPath.Model.Weights;

/// <summary>
/// The tensors of a checkpoint directory, whether they lie in one safetensors file or are spread over shards with an index. Every
/// shard must hold exactly the tensors the index places in it. Opening reads the headers only.
/// </summary>
public sealed class CheckpointTensors : ITensorSource, IDisposable
{
    private readonly List<SafetensorsFile> _files;
    private readonly Dictionary<string, SafetensorsFile> _fileOf;

    private CheckpointTensors(string name, List<SafetensorsFile> files)
    {
        Name = name;
        _files = files;
        _fileOf = files.SelectMany(file => file.Entries.Select(entry => (entry.Name, File: file)))
            .ToDictionary(pair => pair.Name, pair => pair.File, StringComparer.Ordinal);
        Tensors = [.. files.SelectMany(file => file.Tensors)];
    }

    /// <summary>The path of the one file, or of the index.</summary>
    public string Name { get; }

    public IReadOnlyCollection<TensorSpec> Tensors { get; }

    /// <summary>Opens a checkpoint's weights and checks that files and index agree.</summary>
    /// <exception cref="ModelFormatException">A file is missing or damaged, or shards and index contradict each other; the message names file and tensor.</exception>
    public static CheckpointTensors Open(string directory)
    {
        var files = new List<SafetensorsFile>();
        try
        {
            if (!ModelFiles.IsSharded(directory))
            {
                string single = Path.Combine(directory, ModelFiles.Weights);
                files.Add(SafetensorsFile.Open(single));
                return new CheckpointTensors(single, files);
            }

            string path = Path.Combine(directory, ModelFiles.Index);
            var index = ShardIndex.Load(path);
            foreach (string shard in index.Shards)
            {
                files.Add(SafetensorsFile.Open(Path.Combine(directory, shard)));
                Check(path, index, shard, files[^1]);
            }

            return new CheckpointTensors(path, files);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    public string FileOf(string name) => _fileOf.TryGetValue(name, out var file) ? file.Name : Name;

    public bool IsBFloat16(string name) => File(name).IsBFloat16(name);

    public void Read(string name, long first, Span<float> values) => File(name).Read(name, first, values);

    public void Dispose() => _files.ForEach(file => file.Dispose());

    /// <summary>A shard holds what the index says, no less and no more; so no tensor can lie in two of them.</summary>
    private static void Check(string path, ShardIndex index, string shard, SafetensorsFile file)
    {
        foreach (var entry in file.Entries)
        {
            if (!index.ShardOf.TryGetValue(entry.Name, out string? place))
            {
                throw new ModelFormatException(file.Name, $"tensor \"{entry.Name}\" is not listed in {Path.GetFileName(path)}");
            }

            if (place != shard)
            {
                throw new ModelFormatException(file.Name, $"tensor \"{entry.Name}\" is here, but {Path.GetFileName(path)} places it in {place}");
            }
        }

        foreach (var (tensor, place) in index.ShardOf)
        {
            if (place == shard && !file.Contains(tensor))
            {
                throw new ModelFormatException(file.Name, $"tensor \"{tensor}\" is missing, although {Path.GetFileName(path)} places it here");
            }
        }
    }

    private SafetensorsFile File(string name) =>
        _fileOf.TryGetValue(name, out var file) ? file : throw new ModelFormatException(Name, $"tensor \"{name}\" is missing");
}
