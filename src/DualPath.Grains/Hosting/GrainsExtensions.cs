using DualPath.Grains.Answers;
using DualPath.Grains.Conversations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace DualPath.Grains.Hosting;

/// <summary>Registers what the grains need.</summary>
public static class GrainsExtensions
{
    /// <summary>
    /// Adds the options (section <c>DualPath:Answering</c>) and instruments of the grains; Orleans finds the grains themselves. The silo
    /// must also have <c>IConversationLog</c>, <c>IAnswerCache</c>, <c>INearAnswerStore</c>, <c>IServerSecret</c>, <c>IEmbeddingGenerator</c>, <c>IDraftGenerator</c>, <c>IDeepGenerator</c> and <c>IModelIdentity</c>.
    /// </summary>
    public static IServiceCollection AddDualPathGrains(this IServiceCollection services)
    {
        services.AddOptions<AnsweringOptions>().BindConfiguration("DualPath:Answering").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<NearTierOptions>().BindConfiguration("DualPath:Cache:Near").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AnsweringOptions>, AnsweringOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<AnswerInstruments>();
        services.TryAddSingleton<AnswerKeys>();
        services.TryAddSingleton<AnswerRequests>();
        services.TryAddSingleton<AnswerMemory>();
        services.TryAddSingleton<AnswerScript>();
        services.TryAddSingleton<OwedTurns>();
        services.TryAddSingleton<WorkInProgress>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<WorkInProgress>());
        return services;
    }
}
