using DualPath.Server.Protocol;
using Microsoft.AspNetCore.Diagnostics;

namespace DualPath.Server.Endpoints;

/// <summary>Turns what an endpoint throws into a problem, and tells nothing of the inside.</summary>
internal sealed class ProblemExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ProblemResponse.WriteAsync(httpContext, Problems.Of(exception) ?? Problems.Internal);
        return true;
    }
}
