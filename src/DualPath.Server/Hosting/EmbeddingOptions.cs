namespace DualPath.Server.Hosting;

/// <summary>What makes the near tier's embeddings, section <c>DualPath:Cache:Near:Embeddings</c>.</summary>
public sealed class EmbeddingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "DualPath:Cache:Near:Embeddings";

    /// <summary>
    /// An endpoint that speaks OpenAI's API, such as <c>http://localhost:11434/v1</c>: it is sent every question. Default: none; the model's own prelude makes them.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The endpoint's model; needed with an endpoint.</summary>
    public string? Model { get; set; }

    /// <summary>The key that the endpoint wants, if it wants one.</summary>
    public string? ApiKey { get; set; }
}
