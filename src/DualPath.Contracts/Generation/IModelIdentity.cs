namespace DualPath.Contracts.Generation;

/// <summary>Which model answers. Part of every cache key.</summary>
public interface IModelIdentity
{
    /// <summary>The model's name, for people.</summary>
    string Name { get; }

    /// <summary>SHA-256 over everything that decides the model's output (weights, configuration, tokenizer), in lower-case hexadecimal.</summary>
    string Checksum { get; }

    /// <summary>The exit rule that was found right for this model (<see cref="GenerationSettings.Exit"/>); null if every token is to be decided at full depth.</summary>
    string? ExitRule => null;
}
