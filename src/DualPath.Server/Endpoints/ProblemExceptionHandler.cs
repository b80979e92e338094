using DualPath.Server.Hosting;
using DualPath.Server.Protocol;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Endpoints;

/// <summary>Turns what an endpoint throws into a problem, and tells nothing of the inside.</summary>
internal sealed class ProblemExceptionHandler(IOptions<ServerOptions> options) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
            ? Problems.QuestionTooLong(null, options.Value.MaxQuestionLength, StatusCodes.Status413PayloadTooLarge)
            : Problems.Of(exception) ?? Problems.Internal;
        await ProblemResponse.WriteAsync(httpContext, problem);
        return true;
    }
}
