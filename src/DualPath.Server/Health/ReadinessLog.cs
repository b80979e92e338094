using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DualPath.Server.Health;

/// <summary>
/// Says in the log when the server stops being ready and when it is again, once each however often it is probed. Takes the place of the
/// framework's own messages, which call every probe of a server that is still starting a failure.
/// </summary>
internal sealed partial class ReadinessLog(ModelState model, IHostApplicationLifetime lifetime, ILogger<ReadinessLog> logger)
{
    /// <summary>Tag of the checks that are not yet met while the server starts normally.</summary>
    public const string Starting = "starting";

    private readonly Lock _lock = new();
    private string _failures = "";
    private bool _wasReady;

    /// <summary>Takes in what a probe has found.</summary>
    public void Note(HealthReport report)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        // A model that cannot be loaded ends the program, which tells the reason. A probe may have looked before the model was loaded and arrive here after: what
        // is missing while the server starts is a failure only once everything has been there.
        bool starts = !model.IsLoaded || !_wasReady;
        _wasReady |= report.Status == HealthStatus.Healthy;
        var failed = report.Entries
            .Where(entry => entry.Value.Status != HealthStatus.Healthy && !(starts && entry.Value.Tags.Contains(Starting)))
            .ToArray();
        string failures = string.Join(", ", failed.Select(entry => $"{entry.Key} ({entry.Value.Description})"));
        lock (_lock)
        {
            if (failures == _failures)
            {
                return;
            }

            _failures = failures;
        }

        if (failed.Length > 0)
        {
            LogNotReady(failures, failed.Select(entry => entry.Value.Exception).FirstOrDefault(error => error is not null));
        }
        else
        {
            LogReadyAgain();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Not ready: {Failures}")]
    private partial void LogNotReady(string failures, Exception? error);

    [LoggerMessage(Level = LogLevel.Information, Message = "What was not ready is again.")]
    private partial void LogReadyAgain();
}
