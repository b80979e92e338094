using System.Runtime.ExceptionServices;
using DualPath.Contracts.Generation;

namespace DualPath.Server.Health;

/// <summary>Whether the model has been loaded; written once by the loader, read by everyone.</summary>
public sealed class ModelState
{
    private readonly TaskCompletionSource<IModelIdentity> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the model is loaded, or with the error that kept it from being.</summary>
    public Task<IModelIdentity> Loaded => _loaded.Task;

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

    internal void Succeeded(IModelIdentity model) => _loaded.TrySetResult(model);

    internal void Failed(Exception error) => _loaded.TrySetException(error);
}
