using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Tests.Caching;
using DualPath.Server.Health;
using DualPath.Server.Hosting;
using DualPath.Server.Tests.Protocol;
using DualPath.Storage.Caching;
using DualPath.Storage.Conversations;
using DualPath.Storage.Embedded;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DualPath.Server.Tests.Fixtures;

/// <summary>
/// The whole server on a free port, with real Kestrel, a real silo and real grains; only the store is in memory and the model is
/// scripted. Start it with <see cref="StartAsync"/>; each test that needs settings of its own starts its own.
/// </summary>
public sealed class ServerUnderTest : WebApplicationFactory<Program>
{
    // However busy the machine is, a reply does not go on without the cache; tests of impatience say so.
    private readonly Dictionary<string, string?> _settings = new() { ["DualPath:Answering:CacheTimeout"] = "00:01:00" };
    private readonly List<Action<IServiceCollection>> _services = [];

    public ServerUnderTest() => UseKestrel();

    /// <summary>What answers in place of a model.</summary>
    public ScriptedModel Model { get; } = new();

    /// <summary>Folder for the keys that sign cookies; a second server with the same one knows the first one's visitors.</summary>
    public string DataDirectory { get; init; } = Directory.CreateTempSubdirectory("dualpath-test-").FullName;

    /// <summary>The event log; give it to a second server to test a restart.</summary>
    public IConversationLog Log { get; init; } = new InMemoryConversationLog();

    /// <summary>The answer cache; likewise.</summary>
    public IAnswerCache Cache { get; init; } = new InMemoryAnswerCache(new AnswerCacheOptions(), TimeProvider.System);

    /// <summary>Has the shipped model answer, and not the scripted one.</summary>
    public bool UsesShippedModel { get; init; }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public ServerUnderTest With(string setting, string? value)
    {
        _settings[setting] = value;
        return this;
    }

    public ServerUnderTest With(Action<IServiceCollection> services)
    {
        _services.Add(services);
        return this;
    }

    /// <summary>Starts it, and waits until the model is loaded unless that is what the test is about.</summary>
    public async Task<ServerUnderTest> StartAsync(bool untilReady = true)
    {
        StartServer();
        if (untilReady)
        {
            await Services.GetRequiredService<ModelState>().Loaded.WaitAsync(TestContext.Current.CancellationToken);
        }

        return this;
    }

    /// <summary>An HTTP client that, like curl, keeps no cookies.</summary>
    public HttpClient CreateCurl() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A hub connection over WebSockets, not yet started.</summary>
    public HubConnection CreateHub(Action<IHubConnectionBuilder>? protocol = null, Action<HttpConnectionOptions>? http = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(Address, "/hubs/chat"), options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            http?.Invoke(options);
        });
        protocol?.Invoke(builder);
        return builder.Build();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseSetting("DualPath:DataDirectory", DataDirectory);
        builder.UseSetting("PORT", "0");
        builder.UseSetting("DualPath:Engine:ModelDirectory", Path.Combine(RecordedTurn.RepositoryRoot(), "models", "default"));
        foreach (var (setting, value) in _settings)
        {
            builder.UseSetting(setting, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureServices(services =>
        {
            // The store is in memory: nothing is to be started for it.
            services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService)
                && service.ImplementationFactory?.Method.ReturnType == typeof(EmbeddedStore)));
            // It would end the tests.
            services.Remove(services.Single(service => service.ImplementationType == typeof(StopLimit)));
            services.Replace(ServiceDescriptor.Singleton(Log));
            services.Replace(ServiceDescriptor.Singleton(Cache));
            services.Replace(ServiceDescriptor.Singleton<INearAnswerStore>(new InMemoryNearAnswerStore()));
            if (!UsesShippedModel)
            {
                if (!_settings.ContainsKey("DualPath:Cache:Near:Embeddings:Endpoint"))
                {
                    services.Replace(ServiceDescriptor.Singleton<IEmbeddingGenerator<string, Embedding<float>>>(new WordEmbeddings()));
                }

                services.Replace(ServiceDescriptor.Singleton<IDraftGenerator>(Model));
                services.Replace(ServiceDescriptor.Singleton<IDeepGenerator>(Model));
                services.Replace(ServiceDescriptor.Singleton<IModelIdentity>(Model));
            }

            foreach (var change in _services)
            {
                change(services);
            }
        });
    }
}
