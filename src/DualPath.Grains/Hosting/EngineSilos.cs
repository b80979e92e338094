using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace DualPath.Grains.Hosting;

/// <summary>Which silos of the cluster have a model, as their metadata tells.</summary>
public sealed class EngineSilos(ISiloStatusOracle silos, ISiloMetadataCache metadata)
{
    private const string Key = "dualpath.engine";
    private const string Yes = "yes";
    private const string No = "no";

    /// <summary>Whether there is one.</summary>
    public bool Any => Among(silos.GetApproximateSiloStatuses(onlyActive: true).Keys).Count > 0;

    /// <summary>A silo's metadata.</summary>
    /// <param name="hasModel">Whether it has a model.</param>
    internal static Dictionary<string, string> Metadata(bool hasModel) => new() { [Key] = hasModel ? Yes : No };

    /// <summary>
    /// Those that have a model. If none says so, those that have not said anything: the metadata of a silo that has just joined, or that could
    /// not be asked, is not known for a while.
    /// </summary>
    internal IReadOnlyList<SiloAddress> Among(IEnumerable<SiloAddress> candidates)
    {
        var said = candidates.ToLookup(silo => metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault(Key));
        return said[Yes].Any() ? [.. said[Yes]] : [.. said[null]];
    }
}
