using System.Security.Cryptography;

namespace DualPath.Model.Weights;

/// <summary>
/// The identity of a checkpoint: SHA-256 over the SHA-256 digests of <c>config.json</c> and of the files that hold the weights (the
/// index first, then the shards by name), in lower-case hexadecimal. Whatever depends on the model's answers (the answer cache) carries it.
/// </summary>
public static class ModelChecksum
{
    /// <summary>Checksum of the checkpoint in a directory.</summary>
    /// <exception cref="ModelFormatException">A file cannot be read.</exception>
    public static string Compute(string directory)
    {
        string[] files = [ModelFiles.Config, .. ModelFiles.WeightFiles(directory)];
        byte[] digests = new byte[files.Length * SHA256.HashSizeInBytes];
        for (int i = 0; i < files.Length; i++)
        {
            Digest(Path.Combine(directory, files[i]), digests.AsSpan(i * SHA256.HashSizeInBytes));
        }

        return Convert.ToHexStringLower(SHA256.HashData(digests));
    }

    private static void Digest(string path, Span<byte> destination)
    {
        try
        {
            using var stream = File.OpenRead(path);
            SHA256.HashData(stream, destination);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(path, e.Message, e);
        }
    }
}
