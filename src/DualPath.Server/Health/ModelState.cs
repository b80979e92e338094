using System.Runtime.ExceptionServices;

namespace DualPath.Server.Health;

/// <summary>Whether the model has been loaded, where there is one; written once by the loader, read by everyone.</summary>
public sealed class ModelState
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the model is loaded, or with the error that kept it from being.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Whether questions can be answered.</summary>
    public bool IsLoaded => _loaded.Task.IsCompletedSuccessfully;

    /// <summary>Throws what kept the model from being loaded; for the program, which stops because of it.</summary>
    public void ThrowIfFailed()
    {
        if (_loaded.Task is { IsFaulted: true, Exception.InnerException: { } error })
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    internal void Succeeded() => _loaded.TrySetResult();

    internal void Failed(Exception error) => _loaded.TrySetException(error);
}
