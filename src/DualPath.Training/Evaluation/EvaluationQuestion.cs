using System.Text.Encodings.Web;
using System.Text.Json;
using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Training.Tasks;

namespace DualPath.Training.Evaluation;

/// <summary>One question of an evaluation file: one JSON object per line.</summary>
/// <param name="Task">What it tests.</param>
/// <param name="Level">How hard it is.</param>
/// <param name="Context">Earlier exchanges.</param>
/// <param name="Question">The question.</param>
/// <param name="Answer">The right answer.</param>
internal sealed record EvaluationQuestion(string Task, int Level, IReadOnlyList<ChatExchange> Context, string Question, string Answer)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Problems that training never sees, drawn anew from the tasks.</summary>
    public static IReadOnlyList<EvaluationQuestion> Draw(int perLevel, int seed) =>
        [.. HeldOutSamples.Conversations(TaskSet.All, perLevel, seed).Select(conversation => new EvaluationQuestion(
            conversation[^1].Task,
            conversation[^1].Level,
            [.. conversation.SkipLast(1).Select(exchange => new ChatExchange(exchange.QuestionText, exchange.Answer))],
            conversation[^1].QuestionText,
            conversation[^1].Answer))];

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
                questions.Add(JsonSerializer.Deserialize<EvaluationQuestion>(line, Json) ?? throw new JsonException("null is no question"));
            }

            return questions;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ModelFormatException(path, number == 0 ? e.Message : $"line {number}: {e.Message}", e);
        }
    }

    /// <summary>Writes an evaluation file.</summary>
    public static void Write(string path, IEnumerable<EvaluationQuestion> questions) =>
        File.WriteAllText(path, string.Concat(questions.Select(question => JsonSerializer.Serialize(question, Json) + "\n")));
}
