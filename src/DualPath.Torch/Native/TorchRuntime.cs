using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace DualPath.Torch.Native;

/// <summary>
/// Makes the TorchSharp natives load on systems whose libstdc++ is older than GCC 13 (Debian 12, Ubuntu 22.04, RHEL 9).
/// TorchSharp 0.107.0 asks for the symbol version GLIBCXX_3.4.32 there, although the only symbol that carries it
/// (<c>_ZSt21ios_base_library_initv</c>) is a link-time marker that nothing refers to. Marking that one need as weak, in the copy
/// next to the program, is enough.
/// </summary>
public static class TorchRuntime
{
    private const string Library = "libLibTorchSharp.so";
    private const string Version = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();
    private static bool _done;

    /// <summary>Call before the first use of <c>torch</c>. Does nothing where nothing is needed; safe to call again, from any thread.</summary>
    /// <exception cref="NotSupportedException">The library could not be made loadable; the message says why and what to do.</exception>
    public static void EnsureLoadable()
    {
        lock (Gate)
        {
            if (!_done && OperatingSystem.IsLinux() && !SystemProvides(Version))
            {
                MakeLoadable(AppContext.BaseDirectory);
            }

            _done = true;
        }
    }

    /// <summary>Marks the need for <see cref="Version"/> as weak in one file. The file is replaced, never written in place: it may be a
    /// hard link to the package cache.</summary>
    /// <returns>Whether the file had to be changed.</returns>
    internal static bool MarkVersionWeak(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (ElfVersionNeed.FindFlags(file, Version) is not { } offset)
        {
            return false;
        }

        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(offset));
        if ((flags & ElfVersionNeed.Weak) != 0)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), (ushort)(flags | ElfVersionNeed.Weak));
        string replacement = $"{path}.{Environment.ProcessId}.new";
        File.WriteAllBytes(replacement, file);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(replacement, File.GetUnixFileMode(path));
        }

        // Atomic: another process that starts at the same moment sees the old file or the new one, never half a file.
        File.Move(replacement, path, overwrite: true);
        return true;
    }

    private static void MakeLoadable(string folder)
    {
        string rid = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        foreach (string path in new[] { Path.Combine(folder, Library), Path.Combine(folder, "runtimes", rid, "native", Library) })
        {
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                MarkVersionWeak(path);

                // After a failed load TorchSharp copies the natives into this folder and prefers them from then on, unmarked.
                string fallback = Path.Combine(folder, "cpu");
                if (File.Exists(Path.Combine(fallback, Library)))
                {
                    Directory.Delete(fallback, recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
            {
                throw new NotSupportedException(
                    $"{path} needs {Version}, which this system's libstdc++ lacks, and it could not be changed to load without: "
                    + $"{e.Message}. Make the program folder writable for one start, or install a libstdc++ of GCC 13 or later.",
                    e);
            }
        }
    }

    private static bool SystemProvides(string version)
    {
        if (!NativeLibrary.TryLoad("libstdc++.so.6", out _))
        {
            throw new NotSupportedException("libstdc++.so.6 was not found; TorchSharp needs it (Debian and Ubuntu: package libstdc++6).");
        }

        // Where the loader found it: the last column of the mapping. Reading the file for the name is enough, since a version
        // that a library defines stands in its string table.
        string? path = File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.IndexOf('/') is var slash && slash >= 0 ? slash : line.Length)..])
            .FirstOrDefault(mapped => Path.GetFileName(mapped).StartsWith("libstdc++.so.6", StringComparison.Ordinal));
        return path is not null && File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\0{version}\0")) >= 0;
    }
}
