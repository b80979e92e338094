namespace DualPath.Model.Tests;

/// <summary>Architectures that between them use every option and every odd size.</summary>
public enum Architectures
{
    /// <summary>Huginn's options.</summary>
    Huginn,

    /// <summary>The shipped model's: taps, one core layer, a coda without attention.</summary>
    Canon,

    /// <summary>Taps and a coda that attends.</summary>
    CanonAttentiveCoda,

    /// <summary>No prelude, no coda, no bias.</summary>
    CoreOnly,

    /// <summary>Sizes that are no multiple of any vector width, and a padded vocabulary.</summary>
    OddSizes,

    /// <summary>A core with routed experts.</summary>
    Experts,
}
