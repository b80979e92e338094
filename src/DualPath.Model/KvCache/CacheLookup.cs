using System.Globalization;
using System.Text.RegularExpressions;

namespace DualPath.Model.KvCache;

/// <summary>
/// Which keys and values of an earlier position a core layer at recurrent step i reads (specification 3.2), and in how many slots
/// they are kept.
/// </summary>
/// <param name="Kind">The rule for positions that lack step i.</param>
/// <param name="LayerSlots">
/// Slots shared by the core's layers over all steps, used as a ring; a multiple of the core's layers. Null keeps every step. A ring
/// saves memory and gives up the equality of chunked and one-by-one decoding.
/// </param>
public sealed partial record CacheLookup(CacheLookupKind Kind, int? LayerSlots = null)
{
    /// <summary>Positions lacking the exact step are left out. The only lookup under which resumed, verified and one-by-one decoding agree.</summary>
    public static CacheLookup Full { get; } = new(CacheLookupKind.Full);

    /// <summary>The deepest step of the position that is not above the reader's: for positions that exited early.</summary>
    public static CacheLookup Latest { get; } = new(CacheLookupKind.Latest);

    /// <summary>Parses the reference's names: <c>full</c>, <c>skip</c>, <c>latest-m4</c>, <c>available-m4</c>, <c>always-last-m4</c>, each
    /// optionally with <c>-compress-sN</c>. The m-number is the core's layer count and may be left out.</summary>
    /// <returns>Null for a name this code does not implement.</returns>
    public static CacheLookup? Parse(string name)
    {
        var match = Pattern().Match(name);
        if (!match.Success)
        {
            return null;
        }

        var kind = match.Groups["kind"].Value switch
        {
            "full" or "skip" => CacheLookupKind.Full,
            "always-last" => CacheLookupKind.AlwaysLast,
            _ => CacheLookupKind.Latest,
        };
        int? slots = match.Groups["slots"] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : null;
        return new CacheLookup(kind, slots);
    }

    /// <summary>Whether the slots hold whole recurrent steps of a core.</summary>
    public bool Fits(int coreLayers) => LayerSlots is not { } slots || slots % coreLayers == 0;

    public override string ToString()
    {
        string kind = Kind switch
        {
            CacheLookupKind.Full => "full",
            CacheLookupKind.Latest => "latest",
            _ => "always-last",
        };
        return LayerSlots is { } slots ? string.Create(CultureInfo.InvariantCulture, $"{kind}-compress-s{slots}") : kind;
    }

    [GeneratedRegex(@"^(?<kind>full|skip|latest|available|always-last)(-m\d{1,3})?(-compress-s(?<slots>[1-9]\d{0,4}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
