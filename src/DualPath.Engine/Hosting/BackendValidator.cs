using DualPath.Model;
using Microsoft.Extensions.Options;

namespace DualPath.Engine.Hosting;

/// <summary>Checks that this program has the backend that is asked for, and that it can compute on the device.</summary>
internal sealed class BackendValidator(IEnumerable<INetworkBackend> backends) : IValidateOptions<EngineOptions>
{
    public ValidateOptionsResult Validate(string? name, EngineOptions options)
    {
        if (backends.FirstOrDefault(backend => backend.Name == options.Backend) is not { } backend)
        {
            return ValidateOptionsResult.Fail(
                $"{EngineOptions.Section}:Backend is '{options.Backend}'; this program was built with {string.Join(", ", backends.Select(other => other.Name))}.");
        }

        if (options.Weights is { } weights && !backend.CanConvertWeights)
        {
            return ValidateOptionsResult.Fail($"{EngineOptions.Section}:Weights is '{weights}', but the {backend.Name} backend keeps weights as they are stored.");
        }

        return backend.ProblemWith(options.Device) is { } problem
            ? ValidateOptionsResult.Fail($"{EngineOptions.Section}:Device '{options.Device}' {problem}.")
            : ValidateOptionsResult.Success;
    }
}
