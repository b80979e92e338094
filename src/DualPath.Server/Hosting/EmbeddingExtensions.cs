using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;

namespace DualPath.Server.Hosting;

/// <summary>Embeddings from elsewhere.</summary>
internal static class EmbeddingExtensions
{
    /// <summary>Has the configured endpoint make the embeddings; the engine's own are left alone where there is none. Before the engine is added.</summary>
    public static void AddEmbeddings(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<EmbeddingOptions>()
            .BindConfiguration(EmbeddingOptions.Section)
            .Validate(
                options => options.Endpoint is null or { IsAbsoluteUri: true, Scheme: "http" or "https" },
                $"{EmbeddingOptions.Section}:Endpoint must be an http or https address.")
            .Validate(
                options => options.Endpoint is null == string.IsNullOrWhiteSpace(options.Model),
                $"{EmbeddingOptions.Section}:Endpoint and Model must be set together.")
            .ValidateOnStart();
        if (!string.IsNullOrWhiteSpace(builder.Configuration[$"{EmbeddingOptions.Section}:{nameof(EmbeddingOptions.Endpoint)}"]))
        {
            builder.Services.AddSingleton(provider => Create(provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value));
        }
    }

    // Not tried again: a reply waits for it, and the next question tries it anyway.
    private static IEmbeddingGenerator<string, Embedding<float>> Create(EmbeddingOptions options) =>
        new OpenAIClient(
            new ApiKeyCredential(options.ApiKey is { Length: > 0 } key ? key : "none"),
            new OpenAIClientOptions { Endpoint = options.Endpoint, RetryPolicy = new ClientRetryPolicy(maxRetries: 0) })
            .GetEmbeddingClient(options.Model)
            .AsIEmbeddingGenerator();
}
