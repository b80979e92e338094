using Orleans.Runtime;

namespace DualPath.Grains.Answers;

/// <summary>
/// Tells errors of the cluster from errors of the work. The first say nothing about the answer: it was never made, or made and not
/// heard of, and is to be made again. Nothing may be concluded from them for the person who asked.
/// </summary>
internal static class LostSilo
{
    public static bool Explains(Exception error) => error is OrleansException or EnumerationAbortedException or TimeoutException;
}
