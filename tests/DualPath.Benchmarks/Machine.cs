using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using DualPath.Benchmarks.Measuring;
using DualPath.Model.Kernels;

namespace DualPath.Benchmarks;

/// <summary>The first line of a run: on what, when and under what load the numbers below it were measured.</summary>
/// <param name="Processor">The processor.</param>
/// <param name="Simd">The widest vectors the processor offers, and the kernels the managed model therefore uses.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="Os">Operating system.</param>
/// <param name="Dotnet">.NET version.</param>
/// <param name="Date">When the run began, UTC.</param>
/// <param name="LoadAverage">Runnable threads over the last minute before the run; null where the system does not tell.
/// Anything clearly above zero means that other programs shared the machine.</param>
/// <param name="Clock">What times are taken with.</param>
/// <param name="Quick">Whether this was the short form.</param>
internal sealed record Machine(
    string Processor, string Simd, int Cores, string Os, string Dotnet, string Date, double? LoadAverage, string Clock, bool Quick)
{
    /// <summary>Tells this line from results, which have a ratio.</summary>
    public string Name { get; } = "machine";

    public static Machine Describe(BenchmarkOptions options, TimeProvider time) => new(
        ProcessorName(),
        $"{WidestVectors()}, kernels {Kernel.Best.Set}",
        Environment.ProcessorCount,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription,
        time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture),
        LoadOfLastMinute(),
        ThreadClock.Name,
        options.Quick);

    private static string WidestVectors() =>
        Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "NEON"
        : "SSE";

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (!File.Exists(CpuInfo))
        {
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
        }

        // Virtual machines often hide the model's name; family and model number still tell the generation.
        string[] lines = File.ReadAllLines(CpuInfo);
        return $"{Field("model name") ?? "unknown processor"} (family {Field("cpu family") ?? "?"}, model {Field("model") ?? "?"})";

        string? Field(string name) =>
            lines.Select(line => line.Split(':', 2)).FirstOrDefault(pair => pair[0].Trim() == name)?.ElementAtOrDefault(1)?.Trim();
    }

    private static double? LoadOfLastMinute() =>
        File.Exists("/proc/loadavg")
        && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out double load)
            ? load
            : null;
}
