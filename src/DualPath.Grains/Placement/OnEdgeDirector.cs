using DualPath.Grains.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace DualPath.Grains.Placement;

/// <summary>Leaves the silos to which people come.</summary>
internal sealed class OnEdgeDirector(SiloRoles roles) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        roles.Edges([.. silos]);
}
