using DualPath.Contracts.Generation;
using DualPath.Engine.Embedding;
using DualPath.Engine.Models;
using DualPath.Model;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DualPath.Engine.Hosting;

/// <summary>Registers the inference engine.</summary>
public static class EngineExtensions
{
    /// <summary>
    /// Adds the recurrent-depth engine for both paths. The checkpoint is loaded when the first of its services is asked for: resolve
    /// <see cref="IModelIdentity"/> at start, so that a missing or damaged file stops the program there. An embedding generator that was
    /// registered before takes the place of the model's own. A program that carries another
    /// <see cref="INetworkBackend"/> than the managed one registers it itself.
    /// </summary>
    public static IServiceCollection AddDualPathEngine(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<EngineOptions>()
            .Bind(configuration.GetSection(EngineOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EngineInstruments>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INetworkBackend, ManagedBackend>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EngineOptions>, BackendValidator>());
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<EngineOptions>>().Value;
            var backend = provider.GetServices<INetworkBackend>().First(backend => backend.Name == options.Backend);
            return LoadedModel.Load(Locate(options.ModelDirectory), backend, options.Device, options.Weights);
        });
        services.TryAddSingleton<IModelIdentity>(provider => provider.GetRequiredService<LoadedModel>());
        services.TryAddSingleton<RecurrentDepthGenerator>();
        services.TryAddSingleton<IDraftGenerator>(provider => provider.GetRequiredService<RecurrentDepthGenerator>());
        services.TryAddSingleton<IDeepGenerator>(provider => provider.GetRequiredService<RecurrentDepthGenerator>());
        services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>, PreludeEmbeddingGenerator>();
        return services;
    }

    /// <summary>A relative folder is the working directory's, or else the one beside the program.</summary>
    private static string Locate(string directory)
    {
        string here = Path.GetFullPath(directory);
        return Directory.Exists(here) ? here : Path.GetFullPath(directory, AppContext.BaseDirectory);
    }
}
