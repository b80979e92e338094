using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DualPath.Storage.Hosting;

/// <summary>Refuses a configuration that could not work, at start, naming option, value and rule.</summary>
internal sealed class StoreOptionsValidator : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            failures.Add("DualPath:DataDirectory is empty; it must name a folder.");
        }

        if (options.Secret is { Length: > 0 and < 32 })
        {
            // The value is not repeated: it is a secret.
            failures.Add("DualPath:Secret is too short; it must have at least 32 characters, or be absent.");
        }

        string prefix = options.Redis.KeyPrefix;
        if (prefix.Length is 0 or > 64 || !prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            failures.Add($"DualPath:Redis:KeyPrefix is \"{prefix}\"; it must be 1 to 64 letters, digits, dots, dashes or underscores.");
        }

        if (options.Redis.EmbeddedPort is < 0 or > 65535)
        {
            failures.Add($"DualPath:Redis:EmbeddedPort is {options.Redis.EmbeddedPort}; it must be 0 (any free port) to 65535.");
        }

        if (!options.IsEmbedded && !NamesAnEndPoint(options.Redis.ConnectionString!))
        {
            // The value is not repeated: it may hold a password.
            failures.Add("DualPath:Redis:ConnectionString cannot be read; it must look like \"host:6379,password=...\".");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool NamesAnEndPoint(string connectionString)
    {
        try
        {
            return ConfigurationOptions.Parse(connectionString).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
