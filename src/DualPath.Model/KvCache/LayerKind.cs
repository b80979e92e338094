namespace DualPath.Model.KvCache;

/// <summary>The three rooms of the network a layer may stand in.</summary>
internal enum LayerKind
{
    Prelude,
    Core,
    Coda,
}
