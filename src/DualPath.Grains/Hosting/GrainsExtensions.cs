using DualPath.Grains.Answers;
using DualPath.Grains.Conversations;
using DualPath.Grains.Placement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace DualPath.Grains.Hosting;

/// <summary>Registers what the grains need.</summary>
public static class GrainsExtensions
{
    /// <summary>
    /// Adds the options (section <c>DualPath:Answering</c>) and instruments of the grains; Orleans finds the grains themselves. The silo
    /// must also have <c>IConversationLog</c> and <c>IServerSecret</c>; where there is a model also <c>IAnswerCache</c>, <c>INearAnswerStore</c>, <c>IEmbeddingGenerator</c>,
    /// <c>IDraftGenerator</c>, <c>IDeepGenerator</c> and <c>IModelIdentity</c>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="hasModel">Whether this silo has a model: the grains that answer live on silos that have.</param>
    /// <param name="isEdge">Whether people come to this silo: conversations live on silos to which they do.</param>
    public static ISiloBuilder AddDualPathGrains(this ISiloBuilder silo, bool hasModel = true, bool isEdge = true)
    {
        var services = silo.Services;
        silo.UseSiloMetadata(SiloRoles.Metadata(hasModel, isEdge));
        services.AddPlacementFilter<OnEngineFilter, OnEngineDirector>(ServiceLifetime.Singleton);
        services.AddPlacementFilter<OnEdgeFilter, OnEdgeDirector>(ServiceLifetime.Singleton);
        services.TryAddSingleton<SiloRoles>();
        services.AddOptions<AnsweringOptions>().BindConfiguration("DualPath:Answering").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<NearTierOptions>().BindConfiguration("DualPath:Cache:Near").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AnsweringOptions>, AnsweringOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<AnswerInstruments>();
        services.TryAddSingleton<AnswerKeys>();
        services.TryAddSingleton<AnswerRequests>();
        services.TryAddSingleton<OwedTurns>();
        services.TryAddSingleton<ScopeLoad>();
        services.TryAddSingleton<WorkInProgress>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<WorkInProgress>());
        if (hasModel)
        {
            services.TryAddSingleton<AnswerMemory>();
            services.TryAddSingleton<AnswerScript>();
        }

        return silo;
    }
}
