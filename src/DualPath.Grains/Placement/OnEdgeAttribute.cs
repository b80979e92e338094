using Orleans.Placement;

namespace DualPath.Grains.Placement;

/// <summary>Keeps the activations of a grain on silos to which people come, so that the death of one that only has a model leaves them alone.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnEdgeAttribute() : PlacementFilterAttribute(new OnEdgeFilter());
