using DualPath.Storage.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DualPath.Storage.Tests.Hosting;

/// <summary>A started host with nothing in it but the store, set up as the server sets it up.</summary>
public static class StorageHost
{
    public static async Task<IHost> StartAsync(Action<IServiceCollection>? configure, params (string Key, string Value)[] settings)
    {
        var host = Build(configure, settings);
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public static Task<IHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(configure: null, settings);

    private static IHost Build(Action<IServiceCollection>? configure, (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Services.AddDualPathStorage();
        configure?.Invoke(builder.Services);
        return builder.Build();
    }
}
