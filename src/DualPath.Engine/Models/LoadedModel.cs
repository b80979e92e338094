using System.Security.Cryptography;
using System.Text;
using DualPath.Contracts.Generation;
using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.Weights;

namespace DualPath.Engine.Models;

/// <summary>A checkpoint folder in memory: the network, its tokenizer, and the checksum that stands for both. Immutable.</summary>
public sealed class LoadedModel : IModelIdentity
{
    private LoadedModel(string name, string checksum, INetwork network, IChatTokenizer tokenizer, ModelCalibration calibration)
    {
        Name = name;
        Checksum = checksum;
        Network = network;
        Tokenizer = tokenizer;
        ExitRule = calibration.Exit;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Checksum { get; }

    /// <inheritdoc/>
    public string? ExitRule { get; }

    /// <summary>The network.</summary>
    public INetwork Network { get; }

    /// <summary>Text to its token ids and back.</summary>
    public IChatTokenizer Tokenizer { get; }

    /// <summary>Loads a checkpoint folder, after checking its files against its <c>SHA256SUMS</c> where it has one.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="backend">What computes the network; null is the managed model.</param>
    /// <param name="device">The device it computes on.</param>
    /// <param name="weights">How to keep the matrices; null as they are stored. It belongs to the model's identity: what is rounded may answer otherwise.</param>
    /// <exception cref="ModelFormatException">A file is missing, damaged, or does not go with the others.</exception>
    public static LoadedModel Load(string directory, INetworkBackend? backend = null, string device = "cpu", WeightFormat? weights = null)
    {
        if (!Directory.Exists(directory))
        {
            throw new ModelFormatException(
                directory, "is no folder; set DualPath:Engine:ModelDirectory to a folder with config.json, weights in safetensors and tokenizer.json");
        }

        ModelFolderChecksums.Verify(directory);
        string tokenizerFile = Path.Combine(directory, TokenizerFile.Name);
        var tokenizer = TokenizerFile.Load(tokenizerFile);
        var network = (backend ?? new ManagedBackend()).Load(directory, device, weights);
        var calibration = ModelCalibration.Load(directory);
        if (calibration.Exit is { } exit && Verification.ExitRule.ProblemWith(exit, network.Config) is { } problem)
        {
            throw new ModelFormatException(Path.Combine(directory, ModelCalibration.FileName), $"has the exit rule '{exit}', which {problem}");
        }

        return tokenizer.VocabularySize > network.Config.VocabularySize
            ? throw new ModelFormatException(
                tokenizerFile, $"has {tokenizer.VocabularySize} tokens, but config.json's vocab_size is {network.Config.VocabularySize}")
            : Create(
                Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))),
                network, tokenizer, File.ReadAllBytes(tokenizerFile), calibration, weights);
    }

    /// <summary>Why rulings of this model cannot end by a known exit rule, as a verb phrase; null if they can.</summary>
    public string? ProblemWith(string exitRule) => Verification.ExitRule.ProblemWith(exitRule, Network.Config);

    /// <summary>Puts a network and a tokenizer together.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="network">The network.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="tokenizerContent">What the tokenizer was made from, for the checksum.</param>
    /// <param name="calibration">What was measured on it; null if nothing was.</param>
    /// <param name="weights">How the matrices are kept, if not as they are stored.</param>
    public static LoadedModel Create(
        string name, INetwork network, IChatTokenizer tokenizer, ReadOnlySpan<byte> tokenizerContent, ModelCalibration? calibration = null, WeightFormat? weights = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(tokenizer);
        string parts = network.Checksum + Convert.ToHexStringLower(SHA256.HashData(tokenizerContent)) + weights;
        return new LoadedModel(name, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(parts))), network, tokenizer, calibration ?? new ModelCalibration(Exit: null));
    }
}
