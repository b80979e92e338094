using System.Text;

namespace DualPath.Grains.Answers;

/// <summary>When two questions count as the same.</summary>
internal static class QuestionText
{
    /// <summary>Unicode composed, runs of white space as one blank, none at the ends. Case and punctuation stay: they can carry meaning.</summary>
    public static string Normalise(string question) =>
        string.Join(' ', question.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
