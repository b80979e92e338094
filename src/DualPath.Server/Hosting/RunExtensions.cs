using DualPath.Server.Health;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>Running, and what the program tells whoever started it.</summary>
internal static class RunExtensions
{
    /// <summary>Serves until told to stop.</summary>
    /// <returns>The exit code: 0 after a stop that was asked for, 1 when the server could not start.</returns>
    public static async Task<int> RunToExitCodeAsync(this WebApplication app)
    {
        try
        {
            // An address that was given in ASP.NET Core's own way is kept.
            if (string.IsNullOrEmpty(app.Configuration["urls"]))
            {
                app.Urls.Add(app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.Url);
            }

            var model = app.Services.GetRequiredService<ModelState>();
            await app.RunAsync();
            return model.Loaded.IsFaulted ? Explain(model.Loaded.Exception) : 0;
        }
        catch (Exception error) when (StartFailure.Reason(error) is not null)
        {
            return Explain(error);
        }
    }

    private static int Explain(Exception error)
    {
        Console.Error.WriteLine("DualPath cannot start. " + (StartFailure.Reason(error) ?? error.ToString()));
        return 1;
    }

    /// <summary>One line per message on the console, with the noise of a failed start left to <see cref="StartFailure"/>.</summary>
    public static WebApplicationBuilder AddConsoleLog(this WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Logging.AddFilter((category, level) => !(category == "Microsoft.AspNetCore.Server.Kestrel" && level == LogLevel.Critical));
        return builder;
    }
}
