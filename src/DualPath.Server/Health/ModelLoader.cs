using DualPath.Contracts.Generation;
using DualPath.Engine.Models;
using DualPath.Grains.Hosting;
using DualPath.Server.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Health;

/// <summary>
/// Has the model loaded while the server already listens, so that whoever asks learns that it is starting. Says when it is ready, or
/// stops the program with the reason. An edge has no model, and is ready as soon as it has started.
/// </summary>
internal sealed partial class ModelLoader(
    IServiceProvider services,
    ModelState state,
    WarmUp warmUp,
    IServer server,
    IOptions<ServerOptions> options,
    IOptions<AnsweringOptions> answering,
    IHostApplicationLifetime lifetime,
    ILogger<ModelLoader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var model = await Task.Run(Load, stoppingToken);
            await StartedAsync(stoppingToken);
            if (model is not null)
            {
                await warmUp.RunAsync(model, stoppingToken);
            }

            state.Succeeded();
            string address = Address();
            if (model is null)
            {
                LogEdgeReady(address);
                return;
            }

            string checksum = model.Checksum[..12];
            LogReady(address, model.Name, checksum);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await FailAsync(error, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Something else kept the server from starting, and says so.
        }
    }

    private async Task FailAsync(Exception error, CancellationToken stoppingToken)
    {
        // Once everything has started, so that everything can be stopped in its order.
        await StartedAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        state.Failed(error);
        lifetime.StopApplication();
    }

    // The engine loads its checkpoint when the first of its services is made; all are made here, so that no question waits for it.
    private IModelIdentity? Load()
    {
        services.GetService<IDraftGenerator>();
        services.GetService<IDeepGenerator>();
        CheckExit();
        return services.GetService<IModelIdentity>();
    }

    // Only now that the model is known: whether its rulings can end by the rule that was set.
    private void CheckExit()
    {
        string exit = answering.Value.Exit;
        if (services.GetService<LoadedModel>() is { } model && exit is not (AnsweringOptions.NoExit or GenerationSettings.ModelExit) && model.ProblemWith(exit) is { } problem)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(AnsweringOptions), [$"DualPath:Answering:Exit is '{exit}', which {problem}. The model is {model.Name}."]);
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private string Address()
    {
        string address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        return options.Value.BindAddress is "*" or "0.0.0.0" or "::"
            ? $"http://localhost:{BindingAddress.Parse(address).Port} and every address of this machine"
            : address;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "DualPath is ready: {Address}, model {Model} ({Checksum}). Ctrl-C stops it.")]
    private partial void LogReady(string address, string model, string checksum);

    [LoggerMessage(Level = LogLevel.Information, Message = "DualPath is ready: {Address}, an edge without a model. Ctrl-C stops it.")]
    private partial void LogEdgeReady(string address);
}
