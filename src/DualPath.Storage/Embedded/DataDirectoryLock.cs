namespace DualPath.Storage.Embedded;

/// <summary>Keeps a second process out of a data folder: two stores on the same files would destroy each other's.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(string path, FileStream file)
    {
        Path = path;
        _file = file;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Creates the folder if need be and takes it. The operating system releases it when the process dies.</summary>
    /// <exception cref="InvalidOperationException">The folder cannot be written to, or another process has it.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        string path = System.IO.Path.GetFullPath(directory);
        string file = System.IO.Path.Combine(path, "in-use.lock");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, exception);
        }

        try
        {
            return new DataDirectoryLock(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw NotWritable(path, exception);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException(
                $"The data directory {path} is in use by another process, or its file in-use.lock cannot be opened: {exception.Message} "
                + "Stop that process, or set DualPath:DataDirectory to another folder.",
                exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static InvalidOperationException NotWritable(string path, Exception cause) =>
        new($"The data directory {path} cannot be written to: {cause.Message} Set DualPath:DataDirectory to a folder that can.", cause);
}
