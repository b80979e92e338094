using DualPath.Grains.Hosting;
using DualPath.Server.Endpoints;
using DualPath.Server.Health;
using DualPath.Server.Hubs;
using DualPath.Server.Identity;
using DualPath.Server.Protocol;
using DualPath.Storage.Hosting;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>Everything between the network and the grains.</summary>
internal static class EdgeExtensions
{
    /// <summary>Registers options, limits, identity, hub and endpoints.</summary>
    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["PORT"] is { Length: > 0 } port)
        {
            builder.Configuration.AddInMemoryCollection([new($"{ServerOptions.Section}:Port", port)]);
        }

        var services = builder.Services;
        services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        services.AddSingleton<IValidateOptions<AnsweringOptions>, ExitValidator>();
        services.AddOptions<HostOptions>().Configure<IOptions<ServerOptions>>(
            (host, server) => host.ShutdownTimeout = server.Value.ShutdownTimeout);

        services.AddSingleton<ConversationGateway>();
        services.AddSingleton<ReaderPace>();
        services.AddSingleton<EventStream>();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, WireMessagesJson.Default));
        services.AddResponseCompression();
        services.AddIdentity(allowedHosts: builder.Configuration["AllowedHosts"]);
        services.AddLimits();
        services.AddHub();
        return builder;
    }

    /// <summary>The order of things for every request.</summary>
    /// <param name="app">The server.</param>
    /// <param name="hasPages">Whether people come here.</param>
    public static WebApplication UseEdge(this WebApplication app, bool hasPages)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(static _ => { });
        app.UseStatusCodePages(static context => EdgePaths.IsChat(context.HttpContext.Request.Path)
            ? ProblemResponse.WriteAsync(context.HttpContext, Problems.OfStatus(context.HttpContext.Response.StatusCode))
            : Task.CompletedTask);
        app.UseMiddleware<OriginCheck>();
        app.UseCors();
        app.UseMiddleware<ReadinessGate>();
        app.UseResponseCompression();
        if (hasPages)
        {
            app.UsePages();
        }

        app.UseRouting();
        return app;
    }

    private static void AddIdentity(this IServiceCollection services, string? allowedHosts)
    {
        services.AddSingleton<VisitorCookie>();
        services.AddSingleton<CallerScope>();

        // Kept on disk, so that a visitor is known again after a restart.
        services.AddDataProtection().SetApplicationName("DualPath");
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<StoreOptions>, ILoggerFactory>((keys, store, logs) =>
            keys.XmlRepository = new FileSystemXmlRepository(PrivateFolder(Path.Combine(store.Value.DataDirectory, "keys")), logs));

        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<ServerOptions>>((cors, server) => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(server.Value.AllowedOrigins.Contains)
            .WithMethods("GET", "POST")
            .WithHeaders("content-type", "last-event-id", "x-requested-with", "x-signalr-user-agent")
            .WithExposedHeaders("retry-after")
            .AllowCredentials()));

        // A page of another site can give its own name our loopback address, and would then be "same origin" (DNS rebinding). A server
        // that only this machine can reach therefore answers to this machine's names only, unless the operator lists others.
        services.AddOptions<HostFilteringOptions>().Configure<IOptions<ServerOptions>>((hosts, server) =>
        {
            if (server.Value.IsLoopback && string.IsNullOrEmpty(allowedHosts))
            {
                hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"];
            }
        });
    }

    private static DirectoryInfo PrivateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static void AddLimits(this IServiceCollection services) =>
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ServerOptions>>((kestrel, server) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = server.Value.MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = server.Value.MaxConnections;
            kestrel.Limits.MaxRequestBodySize = server.Value.MaxRequestBytes;
        });

    private static void AddHub(this IServiceCollection services)
    {
        services.AddSignalR(options => options.AddFilter<HubProblems>())
            .AddJsonProtocol(options =>
            {
                options.PayloadSerializerOptions = new(WireJson.Options);
                options.PayloadSerializerOptions.Converters.Add(new AnyTurnEventConverter());
            })
            .AddMessagePackProtocol(options => options.SerializerOptions = WireMessagePack.Options);
        services.AddSingleton<HubProblems>();
        services.AddOptions<HubOptions>().Configure<IOptions<ServerOptions>>((hub, server) =>
        {
            hub.MaximumReceiveMessageSize = server.Value.MaxRequestBytes;
            hub.MaximumParallelInvocationsPerClient = 4;
            hub.StreamBufferCapacity = 4;
            hub.StatefulReconnectBufferSize = 256 * 1024;
            hub.KeepAliveInterval = server.Value.KeepAlive;
            hub.ClientTimeoutInterval = 2 * server.Value.KeepAlive;
        });
    }
}
