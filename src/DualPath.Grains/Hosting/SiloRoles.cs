using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace DualPath.Grains.Hosting;

/// <summary>What the silos of the cluster are for, as their metadata tells: some have a model, some keep conversations, most do both.</summary>
public sealed class SiloRoles(ISiloStatusOracle silos, ISiloMetadataCache metadata)
{
    private const string Engine = "dualpath.engine";
    private const string Edge = "dualpath.edge";
    private const string Yes = "yes";
    private const string No = "no";

    /// <summary>Whether there is a silo that has a model.</summary>
    public bool AnyEngine => Engines(silos.GetApproximateSiloStatuses(onlyActive: true).Keys).Count > 0;

    /// <summary>A silo's metadata.</summary>
    /// <param name="hasModel">Whether it has a model.</param>
    /// <param name="isEdge">Whether people come to it.</param>
    internal static Dictionary<string, string> Metadata(bool hasModel, bool isEdge) => new() { [Engine] = hasModel ? Yes : No, [Edge] = isEdge ? Yes : No };

    /// <summary>
    /// Those that have a model. If none says so, those that have not said anything: the metadata of a silo that has just joined, or that could
    /// not be asked, is not known for a while.
    /// </summary>
    internal IReadOnlyList<SiloAddress> Engines(IEnumerable<SiloAddress> candidates)
    {
        var said = Said(candidates, Engine);
        return said[Yes].Any() ? [.. said[Yes]] : [.. said[null]];
    }

    /// <summary>Those to which people come. If none says so, all of them: a conversation can live anywhere.</summary>
    internal IReadOnlyList<SiloAddress> Edges(IReadOnlyCollection<SiloAddress> candidates)
    {
        var said = Said(candidates, Edge);
        return said[Yes].Any() ? [.. said[Yes]] : [.. candidates];
    }

    private ILookup<string?, SiloAddress> Said(IEnumerable<SiloAddress> candidates, string key) =>
        candidates.ToLookup(silo => metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault(key));
}
