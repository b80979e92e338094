using DualPath.Server.Identity;
using Microsoft.Net.Http.Headers;

namespace DualPath.Server.Hosting;

/// <summary>The widget and its demo page, from wwwroot.</summary>
internal static class Pages
{
    private const string NotBuilt =
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>DualPath</title></head>
        <body><h1>DualPath is running, but its chat page has not been built</h1>
        <p>Run <code>make widget</code> in the repository (or <code>make run</code>, which does it for you) and load this page again.</p>
        <p>Without the page: <code>curl -N -H 'content-type: application/json' -d '{"question":"Hello"}' .../api/turns</code></p>
        </body></html>
        """;

    /// <summary>Serves the files, and gives each visitor of a page a cookie.</summary>
    public static WebApplication UsePages(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            if (IsPage(context.Request))
            {
                var visitors = context.RequestServices.GetRequiredService<VisitorCookie>();
                if (visitors.Read(context.Request) is null)
                {
                    visitors.Issue(context);
                }
            }

            return next(context);
        });
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            // Names stay the same from build to build: the browser keeps a file, and asks each time whether it is still the one (ETag).
            OnPrepareResponse = static file => file.Context.Response.Headers[HeaderNames.CacheControl] = "no-cache",
        });
        return app;
    }

    /// <summary>Maps what is shown in place of a page that is not there.</summary>
    public static IEndpointRouteBuilder MapMissingPage(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", () => TypedResults.Text(NotBuilt, "text/html; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable));
        return endpoints;
    }

    private static bool IsPage(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && (request.Path == "/" || request.Path.Value?.EndsWith(".html", StringComparison.OrdinalIgnoreCase) == true);
}
