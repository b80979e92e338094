using DualPath.Engine.Hosting;
using DualPath.Server.Endpoints;
using DualPath.Server.Health;
using DualPath.Server.Hosting;
using DualPath.Server.Hubs;
using DualPath.Server.Protocol;
using DualPath.Server.Telemetry;
using DualPath.Storage.Hosting;
using Microsoft.Extensions.Options;

try
{
    // Settings and pages lie beside the program; data and models are looked for in the working directory.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.WebHost.UseStaticWebAssets();
    IHostApplicationLifetime? lifetime = null;
    bool GivesUpStarting() => lifetime is { ApplicationStopping.IsCancellationRequested: true, ApplicationStarted.IsCancellationRequested: false };
    builder.AddConsoleLog(GivesUpStarting);
    builder.AddTelemetry();

    builder.Services.AddDualPathStorage();
    builder.Services.AddHostedService<PortCheck>();
    builder.Services.AddHostedService<StopLimit>();
    var role = builder.Configuration.GetValue<ProcessRole>($"{ClusterSettings.Section}:{nameof(ClusterSettings.Role)}");
    if (role != ProcessRole.Edge)
    {
        builder.AddEmbeddings();
        builder.Services.AddDualPathEngine(builder.Configuration);
#if TORCH
        builder.Services.AddSingleton<DualPath.Model.INetworkBackend, DualPath.Torch.Serving.TorchBackend>();
#endif
    }

    builder.AddSilo(role);
    builder.AddReadiness(role);
    builder.AddEdge();

    await using var app = builder.Build();
    lifetime = app.Lifetime;
    app.UseEdge(hasPages: role != ProcessRole.Engine);
    app.MapHealth();
    app.MapMetrics();
    if (role != ProcessRole.Engine)
    {
        app.MapHub<ChatHub>(EdgePaths.Hub, options =>
        {
            options.AllowStatefulReconnects = true;
            options.TransportSendTimeout = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.ReaderPatience;
        });
        app.MapTurns();
        app.MapMissingPage();
    }

    app.ListenWhereConfigured();
    var model = app.Services.GetRequiredService<ModelState>();
    try
    {
        await app.RunAsync();
    }
    catch (Exception) when (GivesUpStarting())
    {
        // Ctrl-C while it started; whichever part noticed first threw. Nobody has been answered yet, so nothing is left to be ended.
        return 0;
    }

    model.ThrowIfFailed();
    return 0;
}
catch (Exception error) when (StartFailure.Reason(error) is { } reason)
{
    Console.Error.WriteLine("DualPath cannot start. " + reason);
    return 1;
}
