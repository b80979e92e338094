using Orleans.Placement;

namespace DualPath.Grains.Placement;

/// <summary>What <see cref="OnEngineAttribute"/> asks for; <see cref="OnEngineDirector"/> does it.</summary>
internal sealed class OnEngineFilter() : PlacementFilterStrategy(order: 0);
