using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Hosting;
using DualPath.Grains.Tests.Caching;
using DualPath.Storage.Caching;
using DualPath.Storage.Conversations;
using DualPath.Storage.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace DualPath.Grains.Tests;

/// <summary>Three silos with one log, one cache and one scripted generator, as a shared Redis and equal engines would be.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    public HeldLog Log { get; } = new(new InMemoryConversationLog());

    /// <summary>What the near tier knows; give it to a second cluster to test a restart.</summary>
    public INearAnswerStore Near { get; init; } = new InMemoryNearAnswerStore();

    public InMemoryAnswerCache Cache { get; init; } = new(new AnswerCacheOptions(), TimeProvider.System);

    public ServerSecret Secret { get; } = new("the same on all silos"u8);

    public ScriptedGenerator Generator { get; } = new();

    public Arrivals Arrivals { get; } = new();

    /// <summary>Whether a silo that starts from now on has a model.</summary>
    public bool HasModel { get; set; } = true;

    /// <summary>Whether people come to a silo that starts from now on.</summary>
    public bool IsEdge { get; set; } = true;

    public short Silos { get; init; } = 3;

    /// <summary>Settings of their own, for a test that starts its own cluster.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: Silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IConversationLog>(Log);
            silo.Services.AddSingleton<IAnswerCache>(Cache);
            silo.Services.AddSingleton<IServerSecret>(Secret);
            silo.Services.AddSingleton(Near);
            if (HasModel)
            {
                silo.Services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new WordEmbeddings());
                silo.Services.AddSingleton<IDraftGenerator>(Generator);
                silo.Services.AddSingleton<IDeepGenerator>(Generator);
                silo.Services.AddSingleton<IModelIdentity>(Generator);
            }

            silo.AddIncomingGrainCallFilter(Arrivals);
            silo.AddDualPathGrains(HasModel, IsEdge);

            // However busy the machine is, a reply does not go on without the cache.
            silo.Services.Configure<AnsweringOptions>(options => options.CacheTimeout = TimeSpan.FromMinutes(1));
            Configure?.Invoke(silo.Services);
        });
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    public IConversationGrain Conversation(string id) => Cluster.Client.GetGrain<IConversationGrain>(id);

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
}
