using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Tests.Caching;
using DualPath.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DualPath.Server.Tests.Endpoints;

/// <summary>A real HTTP endpoint makes the near tier's embeddings.</summary>
public sealed class EmbeddingEndpointTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string? Key, string? Model, string[] Texts)> _requests = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _endpoint = null!;
    private volatile int _status = StatusCodes.Status200OK;
    private volatile bool _hangs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        _endpoint = builder.Build();
        _endpoint.Urls.Add("http://127.0.0.1:0");
        _endpoint.MapPost("/v1/embeddings", EmbedAsync);
        await _endpoint.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task NearTier_EndpointConfigured_FindsSimilarQuestionsByItsEmbeddings()
    {
        await using var server = await Configured(new ServerUnderTest()).With("DualPath:Cache:Near:MaxWrongDrafts", "1").StartAsync();
        using var curl = server.CreateCurl();

        // The warm-up has asked it already.
        Assert.Equal(("Bearer a key", "a model", "Hello!"), (_requests.Single().Key, _requests.Single().Model, _requests.Single().Texts.Single()));

        await curl.AskToEndAsync("Who is the mother of Ben please ?");
        var near = await curl.AskToEndAsync("Who is the mother of Ben now ?");

        Assert.Equal(DraftSource.Near, near.OfType<DraftCompleted>().Single().Source);
        Assert.Equal("Who is the mother of Ben now ?", _requests.Last().Texts.Single());
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError, false)]
    [InlineData(StatusCodes.Status401Unauthorized, false)]
    [InlineData(StatusCodes.Status200OK, true)]
    public async Task NearTier_EndpointFailsOrHangs_TheServerStartsAndAnswersWithoutIt(int status, bool hangs)
    {
        (_status, _hangs) = (status, hangs);
        await using var server = await Configured(new ServerUnderTest()).With("DualPath:Answering:CacheTimeout", "00:00:00.050").StartAsync();
        using var curl = server.CreateCurl();

        var completed = Assert.IsType<TurnCompleted>((await curl.AskToEndAsync("All the same?"))[^1]);

        Assert.Equal((CacheStatus.Miss, RulingOutcome.Confirmed), (completed.Cache.Status, completed.Ruling));
        Assert.NotEmpty(_requests);
    }

    private ServerUnderTest Configured(ServerUnderTest server) => server
        .With("DualPath:Cache:Near:Embeddings:Endpoint", $"{_endpoint.Urls.First()}/v1")
        .With("DualPath:Cache:Near:Embeddings:Model", "a model")
        .With("DualPath:Cache:Near:Embeddings:ApiKey", "a key");

    private async Task<IResult> EmbedAsync(HttpRequest request, JsonNode body)
    {
        string[] texts = body["input"] is JsonArray array ? [.. array.Select(text => (string)text!)] : [(string)body["input"]!];
        _requests.Enqueue((request.Headers.Authorization, (string?)body["model"], texts));
        if (_hangs)
        {
            await _released.Task;
        }

        if (_status != StatusCodes.Status200OK)
        {
            return Results.StatusCode(_status);
        }

        var embeddings = await new WordEmbeddings().GenerateAsync(texts, cancellationToken: Token);
        return Results.Json(new
        {
            @object = "list",
            model = "a model",
            usage = new { prompt_tokens = 1, total_tokens = 1 },
            data = embeddings.Select((embedding, index) => new
            {
                @object = "embedding",
                index,
                embedding = Convert.ToBase64String(MemoryMarshal.AsBytes(embedding.Vector.Span)),
            }),
        });
    }
}
