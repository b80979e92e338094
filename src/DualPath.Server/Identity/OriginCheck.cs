using DualPath.Server.Hosting;
using DualPath.Server.Protocol;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Identity;

/// <summary>
/// Keeps pages of other sites out. The browser says on whose behalf it asks (<c>Origin</c>); CORS would only keep the page from reading
/// the reply, and does not apply to WebSockets at all. Programs send no origin and pass: they could claim any.
/// </summary>
public sealed class OriginCheck(RequestDelegate next, IOptions<ServerOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return !EdgePaths.IsChat(context.Request.Path) || IsAllowed(context.Request)
            ? next(context)
            : ProblemResponse.WriteAsync(context, Problems.OriginNotAllowed);
    }

    private bool IsAllowed(HttpRequest request) => request.Headers.Origin switch
    {
        [] => true,
        [{ } origin] => origin == $"{request.Scheme}://{request.Host}" || options.Value.AllowedOrigins.Contains(origin),
        _ => false,
    };
}
