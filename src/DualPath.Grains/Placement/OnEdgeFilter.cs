using Orleans.Placement;

namespace DualPath.Grains.Placement;

/// <summary>What <see cref="OnEdgeAttribute"/> asks for; <see cref="OnEdgeDirector"/> does it.</summary>
internal sealed class OnEdgeFilter() : PlacementFilterStrategy(order: 0);
