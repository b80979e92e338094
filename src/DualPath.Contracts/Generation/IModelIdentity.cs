namespace DualPath.Contracts.Generation;

/// <summary>Which model answers. Part of every cache key.</summary>
public interface IModelIdentity
{
    /// <summary>The model's name, for people.</summary>
    string Name { get; }

    /// <summary>SHA-256 over everything that decides the model's output (weights, configuration, tokenizer), in lower-case hexadecimal.</summary>
    string Checksum { get; }
}
