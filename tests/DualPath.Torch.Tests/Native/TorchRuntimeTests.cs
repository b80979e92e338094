using DualPath.Torch.Native;

namespace DualPath.Torch.Tests.Native;

public sealed class TorchRuntimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dualpath").FullName;

    [Fact]
    public void MarkVersionWeak_UnmarkedLibrary_ChangesOneBit()
    {
        string path = UnmarkedCopy();
        byte[] before = File.ReadAllBytes(path);

        Assert.True(TorchRuntime.MarkVersionWeak(path));

        byte[] after = File.ReadAllBytes(path);
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.Equal(before.Length, after.Length);
        Assert.Equal(ElfVersionNeed.Weak, before[Assert.Single(changed)] ^ after[changed[0]]);
    }

    [Fact]
    public void MarkVersionWeak_SecondRun_ChangesNothing()
    {
        string path = UnmarkedCopy();
        TorchRuntime.MarkVersionWeak(path);
        byte[] once = File.ReadAllBytes(path);

        Assert.False(TorchRuntime.MarkVersionWeak(path));

        Assert.Equal(once, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void MarkVersionWeak_LibraryWithoutTheVersion_LeavesItAlone()
    {
        string path = Path.Combine(_folder, "libc10.so");
        File.Copy(Native("libc10.so"), path);
        byte[] before = File.ReadAllBytes(path);

        Assert.False(TorchRuntime.MarkVersionWeak(path));

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void MarkVersionWeak_HardLinkedLibrary_LeavesTheOtherLinkAlone()
    {
        string path = UnmarkedCopy();
        string other = Path.Combine(_folder, "cache.so");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Hard links are made with ln.");
        using var ln = System.Diagnostics.Process.Start("ln", [path, other]);
        ln.WaitForExit();
        byte[] before = File.ReadAllBytes(other);

        TorchRuntime.MarkVersionWeak(path);

        Assert.Equal(before, File.ReadAllBytes(other));
        Assert.NotEqual(before, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(4096)]
    public void MarkVersionWeak_TruncatedLibrary_IsRefused(int length)
    {
        string path = UnmarkedCopy();
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(length);
        }

        Assert.Throws<BadImageFormatException>(() => TorchRuntime.MarkVersionWeak(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Native(string name) => Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", name);

    /// <summary>The library as it is served: the copy beside the tests may already be marked, so the mark is taken off again.</summary>
    private string UnmarkedCopy()
    {
        string path = Path.Combine(_folder, "libLibTorchSharp.so");
        byte[] file = File.ReadAllBytes(Native("libLibTorchSharp.so"));
        int flags = ElfVersionNeed.FindFlags(file, "GLIBCXX_3.4.32") ?? throw new InvalidOperationException("The library does not ask for the version.");
        file[flags] &= unchecked((byte)~ElfVersionNeed.Weak);
        File.WriteAllBytes(path, file);
        return path;
    }
}
