using Orleans.Placement;

namespace DualPath.Grains.Placement;

/// <summary>Keeps the activations of a grain on silos that have a model.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnEngineAttribute() : PlacementFilterAttribute(new OnEngineFilter());
