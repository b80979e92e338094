using System.ComponentModel.DataAnnotations;

namespace DualPath.Grains.Hosting;

/// <summary>Cached answers to similar questions as drafts, section <c>DualPath:Cache:Near</c>.</summary>
public sealed class NearTierOptions
{
    /// <summary>Whether there is a near tier. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The share of near hits shown as drafts that may turn out wrong (and are then corrected): a hit is shown only when its entry's rulings
    /// so far make it right with a probability of at least 1 minus this. 1 shows every hit. Default: 0.1.
    /// </summary>
    [Range(0.0, 1.0, ErrorMessage = "DualPath:Cache:Near:MaxWrongDrafts must lie between {1} and {2}.")]
    public double MaxWrongDrafts { get; set; } = 0.1;

    /// <summary>Answers per scope that similar questions are looked for among; beyond that, those kept first are left out. Default: 512.</summary>
    [Range(1, 1_000_000, ErrorMessage = "DualPath:Cache:Near:MaxAnswersPerScope must lie between {1} and {2}.")]
    public int MaxAnswersPerScope { get; set; } = 512;
}
