using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>Where the server listens, and what it says on the console.</summary>
internal static class ListeningExtensions
{
    /// <summary>Listens where the options say, unless an address was given in ASP.NET Core's own way (<c>--urls</c>, ASPNETCORE_URLS).</summary>
    public static void ListenWhereConfigured(this WebApplication app)
    {
        if (string.IsNullOrEmpty(app.Configuration["urls"]))
        {
            app.Urls.Add(app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.Url);
        }
    }

    /// <summary>One line per message.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="givesUpStarting">Whether it was told to stop before it had started: the silo calls that a failure of its own.</param>
    public static void AddConsoleLog(this WebApplicationBuilder builder, Func<bool> givesUpStarting)
    {
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });

        // Kestrel's one critical message is that it could not start, with its whole trace; StartFailure says it in one line.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level is LogLevel.Warning or LogLevel.Error);

        var least = builder.Configuration.GetValue<LogLevel?>("Logging:LogLevel:Orleans")
            ?? builder.Configuration.GetValue("Logging:LogLevel:Default", LogLevel.Warning);
        builder.Logging.AddFilter("Orleans", level => level >= least && !givesUpStarting());
    }
}
