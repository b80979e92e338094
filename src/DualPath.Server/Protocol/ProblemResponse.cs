using System.Globalization;
using DualPath.Contracts.Conversations;

namespace DualPath.Server.Protocol;

/// <summary>A problem as an HTTP response (RFC 9457).</summary>
public static class ProblemResponse
{
    /// <summary>Writes the problem; nothing must have been written before.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(problem);
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (Problems.RetryAfterSeconds(problem) is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsync(WireJson.Of(problem), context.RequestAborted);
    }
}
