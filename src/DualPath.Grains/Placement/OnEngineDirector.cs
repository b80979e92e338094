using DualPath.Grains.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace DualPath.Grains.Placement;

/// <summary>Leaves the silos that have a model.</summary>
internal sealed class OnEngineDirector(SiloRoles roles) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        roles.Engines(silos);
}
