using DualPath.Server.Protocol;

namespace DualPath.Server.Health;

/// <summary>Until the model is loaded, tells whoever asks to come back; the page and the health endpoints are there from the start.</summary>
internal sealed class ReadinessGate(RequestDelegate next, ModelState model)
{
    public Task InvokeAsync(HttpContext context) =>
        model.IsLoaded || !EdgePaths.IsChat(context.Request.Path) ? next(context) : ProblemResponse.WriteAsync(context, Problems.Starting);
}
