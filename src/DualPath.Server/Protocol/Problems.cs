using System.Text.Json;
using DualPath.Contracts;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using Orleans.Runtime;

namespace DualPath.Server.Protocol;

/// <summary>The problems that the edge finds itself, and what it says of errors from further in: the kind, and nothing of the inside.</summary>
public static class Problems
{
    public static Problem QuestionEmpty { get; } =
        new(ProblemTypes.QuestionEmpty, "The question is empty.", 400, "Write a question and send it again.");

    public static Problem NotFound { get; } =
        new(ProblemTypes.NotFound, "There is no such conversation or turn here.", 404, null);

    public static Problem StoreUnavailable { get; } = new(
        ProblemTypes.StoreUnavailable, "The question cannot be recorded.", 503, "The store does not answer, or its disk is full. Try again in a moment.");

    public static Problem EngineUnavailable { get; } = new(
        ProblemTypes.EngineUnavailable, "Nobody can answer at present.", 503, "No process of the cluster has a model. Try again in a moment.");

    public static Problem ReaderTooSlow { get; } = new(
        ProblemTypes.ReaderTooSlow, "The events were not read fast enough.", 429, "Nothing is lost. Read on after the last event you have.");

    public static Problem Starting { get; } = new(
        ProblemTypes.ServerStarting, "The server is starting.", 503, "The model is being loaded. Try again in a moment.");

    public static Problem OriginNotAllowed { get; } = new(
        ProblemTypes.OriginNotAllowed,
        "Pages of this site may not use the server.",
        403,
        "The server's operator can allow the site with DualPath:Server:AllowedOrigins.");

    public static Problem Internal { get; } = new(
        ProblemTypes.AnswerFailed, "The answer could not be made.", 500, "Something went wrong inside the server. Ask again.");

    public static Problem BodyTooLarge { get; } = new(
        ProblemTypes.QuestionTooLong, "The question is too long.", 413, "The request is larger than the longest question can make it.");

    public static Problem QuestionTooLong(int length, int limit) => new(
        ProblemTypes.QuestionTooLong,
        "The question is too long.",
        413,
        $"A question may have {limit} characters; this one has {length}.");

    public static Problem InvalidRequest(string detail, int status = 400) =>
        new(ProblemTypes.InvalidRequest, "The request is malformed.", status, detail);

    /// <summary>For a request that found no door: wrong path, wrong method, wrong kind of content.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        404 => NotFound,
        405 => InvalidRequest("This address does not take that method.", status),
        413 => BodyTooLarge,
        415 => InvalidRequest("Send the request as application/json.", status),
        _ => InvalidRequest("The request cannot be read.", status),
    };

    /// <summary>What the caller may know of an error; null when it is none of the kinds that are told apart.</summary>
    public static Problem? Of(Exception error) => error switch
    {
        ProblemException known => known.Problem,
        ConversationNotFoundException => NotFound,
        StoreUnavailableException => StoreUnavailable,
        EngineUnavailableException => EngineUnavailable,
        EngineBusyException => new Problem(ProblemTypes.EngineBusy, "The engine is busy.", 503, "Too many questions wait. Try again in a moment."),
        PromptTooLongException => new Problem(ProblemTypes.QuestionTooLong, "The question is too long.", 413, "The model cannot read that much at once."),
        TimeoutException or OrleansException or LogMovedOnException => Internal with { Status = 503, Detail = "The server did not answer in time. Try again in a moment." },
        BadHttpRequestException { InnerException: JsonException json } => InvalidRequest(Where(json)),
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        _ => null,
    };

    /// <summary>Seconds after which asking again makes sense; null when it never does.</summary>
    public static int? RetryAfterSeconds(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Status is 429 or 503 ? 1 : null;
    }

    private static string Where(JsonException json) => json.Path is { Length: > 1 } path
        ? $"The body is not the JSON that was expected, at {path} (line {json.LineNumber + 1})."
        : $"The body is not JSON (line {(json.LineNumber ?? 0) + 1}).";
}
