using System.Text;

namespace DualPath.Training.Tasks;

/// <summary>Keeps one problem in sixteen out of training, by a hash of the problem itself, so that evaluation asks nothing that was trained.</summary>
internal static class HeldOut
{
    private const uint Share = 16;

    public static bool Contains(string key)
    {
        // FNV-1a: the same on every machine and in every version, unlike string.GetHashCode. The final mix spreads it to the low bits.
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(key))
        {
            hash = (hash ^ b) * 16777619;
        }

        hash ^= hash >> 16;
        hash *= 0x7feb352d;
        hash ^= hash >> 15;
        return hash % Share == 0;
    }

    /// <summary>Whether an exchange may be trained on.</summary>
    public static bool MayTrain(Exchange exchange) => exchange.HeldOutKey is null || !Contains(exchange.HeldOutKey);
}
