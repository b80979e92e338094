using System.Security.Cryptography;
using System.Text;
using DualPath.Contracts.Caching;

namespace DualPath.Storage.Hosting;

/// <summary>The server's secret: the configured one, or one that is made at the first start and kept in the data directory.</summary>
public sealed class ServerSecret : IServerSecret
{
    /// <summary>The file in the data directory.</summary>
    public const string FileName = "secret";

    private const int Size = 32;

    private readonly byte[] _key;

    /// <param name="key">The secret.</param>
    public ServerSecret(ReadOnlySpan<byte> key) => _key = key.ToArray();

    /// <inheritdoc/>
    public string Mac(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, content));

    /// <summary>The secret that the options name.</summary>
    /// <exception cref="InvalidOperationException">The data directory cannot be used, or the file in it is no secret.</exception>
    internal static ServerSecret Of(StoreOptions options) => options.Secret is { Length: > 0 } configured
        ? new ServerSecret(Encoding.UTF8.GetBytes(configured))
        : new ServerSecret(ReadOrCreate(Path.GetFullPath(options.DataDirectory)));

    private static byte[] ReadOrCreate(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(path))
            {
                Create(path);
            }

            byte[] key = File.ReadAllBytes(path);
            return key.Length == Size
                ? key
                : throw new InvalidOperationException($"{path} has {key.Length} bytes instead of {Size}. Delete it, and cached answers are forgotten.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The server's secret cannot be kept in {path}: {e.Message} Set DualPath:DataDirectory to a folder that can be written to, or DualPath:Secret.", e);
        }
    }

    /// <summary>Written whole under another name first: of several processes that start at once one wins, and all read the same.</summary>
    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Size));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
