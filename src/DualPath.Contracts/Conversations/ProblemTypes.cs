namespace DualPath.Contracts.Conversations;

/// <summary>The stable problem types of the service.</summary>
public static class ProblemTypes
{
    /// <summary>The question is empty.</summary>
    public const string QuestionEmpty = "urn:dualpath:problem:question-empty";

    /// <summary>The question is longer than the server or the model's context allows.</summary>
    public const string QuestionTooLong = "urn:dualpath:problem:question-too-long";

    /// <summary>A field of the request is malformed.</summary>
    public const string InvalidRequest = "urn:dualpath:problem:invalid-request";

    /// <summary>There is no such conversation or turn in the caller's scope.</summary>
    public const string NotFound = "urn:dualpath:problem:not-found";

    /// <summary>The conversation, or the caller in all conversations, already has as many unfinished turns as it may.</summary>
    public const string TooManyOpenTurns = "urn:dualpath:problem:too-many-open-turns";

    /// <summary>The server is up, but the model is still being loaded.</summary>
    public const string ServerStarting = "urn:dualpath:problem:server-starting";

    /// <summary>A page of another site asked, and that site is not on the operator's list.</summary>
    public const string OriginNotAllowed = "urn:dualpath:problem:origin-not-allowed";

    /// <summary>The engine's queue is full.</summary>
    public const string EngineBusy = "urn:dualpath:problem:engine-busy";

    /// <summary>No process of the cluster has a model.</summary>
    public const string EngineUnavailable = "urn:dualpath:problem:engine-unavailable";

    /// <summary>A reader has not kept up and was cut off; it may come back with its last position.</summary>
    public const string ReaderTooSlow = "urn:dualpath:problem:reader-too-slow";

    /// <summary>The store cannot record the question.</summary>
    public const string StoreUnavailable = "urn:dualpath:problem:store-unavailable";

    /// <summary>The answer could not be made for a reason inside the server.</summary>
    public const string AnswerFailed = "urn:dualpath:problem:answer-failed";
}
