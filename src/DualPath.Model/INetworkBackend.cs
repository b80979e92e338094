using DualPath.Model.Weights;

namespace DualPath.Model;

/// <summary>A library that networks can be computed with.</summary>
public interface INetworkBackend
{
    /// <summary>How the settings call it.</summary>
    string Name { get; }

    /// <summary>Why it cannot compute on a device, as the rest of a sentence that begins with the device; null if it can.</summary>
    /// <param name="device"><c>cpu</c>, or <c>cuda:0</c> and so on.</param>
    string? ProblemWith(string device);

    /// <summary>Whether it can keep the matrices in a format other than the stored one.</summary>
    bool CanConvertWeights => false;

    /// <summary>Loads the checkpoint in a directory.</summary>
    /// <exception cref="ModelFormatException">A file is missing, damaged, or does not fit the configuration.</exception>
    /// <param name="directory">The checkpoint.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="weights">How to keep the matrices; null as they are stored. Only for one that <see cref="CanConvertWeights"/>.</param>
    INetwork Load(string directory, string device, WeightFormat? weights = null);
}
