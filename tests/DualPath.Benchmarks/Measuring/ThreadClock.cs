using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DualPath.Benchmarks.Measuring;

/// <summary>
/// The processor time of the calling thread where the system tells it (Linux), the wall clock elsewhere. Contestants compute on one
/// thread and wait for nothing, so on an idle machine the two are equal; on a shared one the wall clock also counts the time in which
/// another program had the core, and would measure the scheduler.
/// </summary>
internal static class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID of Linux's time.h.
    private const int ThreadCpuTime = 3;

    /// <summary>Which of the two it is.</summary>
    public static string Name => OperatingSystem.IsLinux() ? "processor time of the thread" : "wall clock";

    /// <summary>Nanoseconds since some moment in the past.</summary>
    public static long Nanoseconds()
    {
        if (OperatingSystem.IsLinux() && ClockGetTime(ThreadCpuTime, out var time) == 0)
        {
            return ((long)time.Seconds * 1_000_000_000) + time.Nanoseconds;
        }

        return (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
