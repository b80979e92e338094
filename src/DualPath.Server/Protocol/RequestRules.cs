using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DualPath.Contracts.Conversations;

namespace DualPath.Server.Protocol;

/// <summary>What a request must look like before it is let in.</summary>
internal static partial class RequestRules
{
    /// <summary>A new conversation's id: 128 random bits, which is what keeps others out.</summary>
    public static string NewConversationId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <exception cref="ProblemException">It cannot be the id of a conversation.</exception>
    public static string ConversationId(string? id) => id is not null && ConversationIdPattern().IsMatch(id)
        ? id
        : throw new ProblemException(Problems.InvalidRequest("conversationId must be 16 to 64 letters, digits, - or _."));

    /// <exception cref="ProblemException">It is empty or too long.</exception>
    public static string Question(string? question, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(question))
        {
            throw new ProblemException(Problems.QuestionEmpty);
        }

        return question.Length <= maxLength ? question : throw new ProblemException(Problems.QuestionTooLong(question.Length, maxLength));
    }

    /// <exception cref="ProblemException">It cannot be the name of an operation.</exception>
    public static string? OperationId(string? id) => id is null || OperationIdPattern().IsMatch(id)
        ? id
        : throw new ProblemException(Problems.InvalidRequest("operationId must be 1 to 128 printable ASCII characters without spaces."));

    /// <exception cref="ProblemException">It cannot be a turn's id.</exception>
    public static string TurnId(string? id) => id is not null && TurnIdPattern().IsMatch(id)
        ? id
        : throw new ProblemException(Problems.InvalidRequest("turnId must be 1 to 64 letters, digits, - or _."));

    /// <exception cref="ProblemException">It is missing.</exception>
    public static StopTarget Target(StopTarget? target) => target
        ?? throw new ProblemException(Problems.InvalidRequest("target must be deep or everything."));

    /// <exception cref="ProblemException">It is negative.</exception>
    public static long AfterSeq(long seq) => seq >= 0
        ? seq
        : throw new ProblemException(Problems.InvalidRequest("The position to watch from must be 0 or the seq of an event."));

    [GeneratedRegex(@"^[A-Za-z0-9_-]{16,64}\z")]
    private static partial Regex ConversationIdPattern();

    [GeneratedRegex(@"^[\x21-\x7E]{1,128}\z")]
    private static partial Regex OperationIdPattern();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex TurnIdPattern();
}
