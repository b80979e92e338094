using DualPath.Engine.Hosting;
using DualPath.Grains.Hosting;
using DualPath.Server.Endpoints;
using DualPath.Server.Health;
using DualPath.Server.Hosting;
using DualPath.Server.Hubs;
using DualPath.Server.Protocol;
using DualPath.Server.Telemetry;
using DualPath.Storage.Hosting;

try
{
    // Settings and pages lie beside the program; data and models are looked for in the working directory.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.WebHost.UseStaticWebAssets();
    builder.AddConsoleLog();
    builder.AddTelemetry();

    builder.Services.AddDualPathStorage();
    builder.Services.AddDualPathEngine(builder.Configuration);
    builder.Services.AddDualPathGrains();
    builder.AddSilo();
    builder.AddReadiness();
    builder.AddEdge();

    await using var app = builder.Build();
    app.UseEdge();
    app.MapHub<ChatHub>(EdgePaths.Hub, options => options.AllowStatefulReconnects = true);
    app.MapTurns();
    app.MapHealth();
    app.MapMetrics();
    app.MapMissingPage();

    app.ListenWhereConfigured();
    var model = app.Services.GetRequiredService<ModelState>();
    await app.RunAsync();
    model.ThrowIfFailed();
    return 0;
}
catch (Exception error) when (StartFailure.Reason(error) is { } reason)
{
    Console.Error.WriteLine("DualPath cannot start. " + reason);
    return 1;
}
