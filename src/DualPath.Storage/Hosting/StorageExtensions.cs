using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Storage.Caching;
using DualPath.Storage.Conversations;
using DualPath.Storage.Embedded;
using DualPath.Storage.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DualPath.Storage.Hosting;

/// <summary>Registers the store.</summary>
public static class StorageExtensions
{
    /// <summary>
    /// Adds <see cref="IConversationLog"/>, <see cref="IAnswerCache"/>, <see cref="INearAnswerStore"/>, <see cref="IServerSecret"/> and the <see cref="RedisConnection"/> they share, configured from
    /// section <c>DualPath</c> (<see cref="StoreOptions"/>, <see cref="AnswerCacheOptions"/>). Without a connection string the embedded
    /// store is started before any other hosted service starts, and disposed of with the host's services.
    /// </summary>
    public static IServiceCollection AddDualPathStorage(this IServiceCollection services)
    {
        services.AddOptions<StoreOptions>().BindConfiguration("DualPath").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StoreOptions>, StoreOptionsValidator>());
        services.AddOptions<AnswerCacheOptions>().BindConfiguration("DualPath:Cache").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EmbeddedStore>();
        services.AddHostedService(provider => provider.GetRequiredService<EmbeddedStore>());
        services.TryAddSingleton<RedisConnection>();
        services.AddHostedService<RedisWait>();
        services.TryAddSingleton<IServerSecret>(provider => ServerSecret.Of(provider.GetRequiredService<IOptions<StoreOptions>>().Value));
        services.TryAddSingleton<IConversationLog, RedisConversationLog>();
        services.TryAddSingleton<IAnswerCache, RedisAnswerCache>();
        services.TryAddSingleton<INearAnswerStore, RedisNearAnswerStore>();
        return services;
    }
}
