using DualPath.Engine.Tokenization;

namespace DualPath.Training.Tasks;

/// <summary>Builds the vocabulary from the words of the tasks: nothing that is never trained gets a token, everything else takes a slot.</summary>
internal static class TaskVocabulary
{
    private const int Slots = 32;

    private static readonly string[] Symbols = [".", ",", "!", "?", ";", ":", "'", "\"", "(", ")", "-", "+", "*", "/", "=", "%"];

    // Every other word is shown in small letters, except where it begins a sentence.
    private static readonly string[] Capitalised =
        ["I", "I'm", "AI", "OK", "DualPath", "French", "France", "Germany", "Italy", "Spain", "China", "Japan", "India", "America", "Europe", "London", "Paris", "Berlin", "Rome", "Python",
            .. Calendar.Weekdays, .. Calendar.Months];

    /// <summary>The vocabulary of these tasks.</summary>
    public static Vocabulary Build(IEnumerable<ITask> tasks)
    {
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string word in tasks.SelectMany(task => task.Wordings).Concat(Manners.Wordings).SelectMany(Vocabulary.WordsOf).Concat(Names.Known).Concat(Capitalised))
        {
            string lower = word.ToLowerInvariant();
            words[lower] = Names.Known.Contains(word) || Capitalised.Contains(word) || FactTask.ProperNouns.Contains(word) ? word : words.GetValueOrDefault(lower, lower);
        }

        return new Vocabulary(words.Values, Symbols, Slots);
    }
}
