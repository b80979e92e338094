using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Training.Tasks;

namespace DualPath.Training.Evaluation;

/// <summary>One question of an evaluation file: one JSON object per line. Only question and answer are required.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The right answer; case and final punctuation do not count.</param>
/// <param name="Domain">Under which figures are added up.</param>
/// <param name="Conversation">Earlier exchanges, oldest first.</param>
/// <param name="Task">What it tests, finer than the domain.</param>
/// <param name="Level">How many dependent steps it needs.</param>
internal sealed record EvaluationQuestion(
    [property: JsonRequired] string Question,
    [property: JsonRequired] string Answer,
    string? Domain = null,
    [property: JsonConverter(typeof(ConversationConverter))] IReadOnlyList<ChatExchange>? Conversation = null,
    string? Task = null,
    int? Level = null)
{
    /// <summary>The domain of questions that state none.</summary>
    public const string NoDomain = "other";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What two answers are compared by: small letters, single spaces, nothing after the last word.</summary>
    public static string Comparable(string answer) =>
        string.Join(' ', answer.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', '!', '?', ' ');

    /// <summary>Problems that training never sees, drawn anew from the tasks.</summary>
    /// <param name="tasks">The tasks to draw from.</param>
    /// <param name="perDomain">Questions per domain, spread evenly over its tasks and their levels.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static IReadOnlyList<EvaluationQuestion> Draw(IEnumerable<ITask> tasks, int perDomain, int seed) =>
        [.. tasks.GroupBy(task => task.Domain).SelectMany(domain => HeldOutSamples.Spread([.. domain], perDomain, seed).Select(conversation => new EvaluationQuestion(
            conversation[^1].QuestionText,
            conversation[^1].Answer,
            domain.Key,
            conversation.Count == 1 ? null : [.. conversation.SkipLast(1).Select(exchange => new ChatExchange(exchange.QuestionText, exchange.Answer))],
            conversation[^1].Task,
            conversation[^1].Level)))];

    /// <summary>Reads an evaluation file.</summary>
    /// <exception cref="ModelFormatException">The file is missing or a line is not such a question.</exception>
    public static IReadOnlyList<EvaluationQuestion> Read(string path)
    {
        int number = 0;
        try
        {
            var questions = new List<EvaluationQuestion>();
            foreach (string line in File.ReadLines(path))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    questions.Add(JsonSerializer.Deserialize<EvaluationQuestion>(line, Json) ?? throw new JsonException("null is no question"));
                }
            }

            return questions;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ModelFormatException(path, number == 0 ? e.Message : $"line {number}: {e.Message}", e);
        }
    }

    /// <summary>Writes an evaluation file.</summary>
    public static void Write(string path, IEnumerable<EvaluationQuestion> questions) => WriteLines(path, questions);

    /// <summary>Writes what was answered, one JSON object per line.</summary>
    public static void Write(string path, IEnumerable<AnsweredQuestion> answered) => WriteLines(path, answered);

    private static void WriteLines<T>(string path, IEnumerable<T> lines) => File.WriteAllText(path, string.Concat(lines.Select(line => JsonSerializer.Serialize(line, Json) + "\n")));
}
