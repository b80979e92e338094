using System.Security.Cryptography;
using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.Weights;

namespace DualPath.Engine.Models;

/// <summary>Checks a checkpoint folder against its <c>SHA256SUMS</c> (the format of the tool of that name), so that a damaged download is named.</summary>
internal static class ModelFolderChecksums
{
    public const string FileName = "SHA256SUMS";

    /// <summary>Does nothing where there is no list.</summary>
    /// <exception cref="ModelFormatException">
    /// A listed file is missing or has another content, the list is malformed, or it leaves out a file that the model is read from.
    /// </exception>
    public static void Verify(string directory)
    {
        string list = Path.Combine(directory, FileName);
        if (!File.Exists(list))
        {
            return;
        }

        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(list))
        {
            if (line.Length == 0)
            {
                continue;
            }

            // 64 hexadecimal digits, a space, a space or an asterisk, the name.
            string name = line.Length > 66 ? line[66..] : "";
            if (name.Length == 0 || Path.GetFileName(name) != name)
            {
                throw new ModelFormatException(list, $"has a line that is not \"<sha256>  <file>\": {line}");
            }

            string file = Path.Combine(directory, name);
            if (!File.Exists(file))
            {
                throw new ModelFormatException(file, $"is listed in {FileName} but is not there");
            }

            using var stream = File.OpenRead(file);
            string actual = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (!string.Equals(actual, line[..64], StringComparison.OrdinalIgnoreCase))
            {
                throw new ModelFormatException(file, $"does not have the checksum that {FileName} lists: the file is damaged or was changed");
            }

            listed.Add(name);
        }

        // Only now: the index of shards has proved undamaged, if it is listed.
        string[] needed = [ModelFiles.Config, .. ModelFiles.WeightFiles(directory), TokenizerFile.Name];
        if (needed.FirstOrDefault(file => !listed.Contains(file)) is { } unlisted)
        {
            throw new ModelFormatException(Path.Combine(directory, unlisted), $"is not listed in {FileName}");
        }
    }
}
