using System.Text;

namespace DualPath.Training.Tasks;

/// <summary>
/// Many wordings in one line. In <c>[What is|How much is] {0} [plus|+] {1}?</c> each bracket stands for one of its alternatives, which may
/// be empty and may hold brackets themselves; <c>{0}</c> is a value. A pattern is also the list of its words, for the vocabulary.
/// </summary>
internal static class Wording
{
    /// <summary>One wording, each bracket decided on its own.</summary>
    public static string Choose(Random random, string pattern, params IReadOnlyList<string> values)
    {
        var text = new StringBuilder(pattern.Length);
        int at = 0;
        Append(random, pattern, values, text, ref at, skip: false);
        return text.ToString();
    }

    /// <summary>One wording of one of several patterns.</summary>
    public static string Choose(Random random, IReadOnlyList<string> patterns, params IReadOnlyList<string> values) =>
        Choose(random, Names.Pick(random, patterns), values);

    /// <summary>The same as whole sentences: they begin with a capital, and white space that empty alternatives leave is gone.</summary>
    public static string Sentence(Random random, IReadOnlyList<string> patterns, params IReadOnlyList<string> values)
    {
        char[] letters = Choose(random, patterns, values).Trim().Replace("  ", " ", StringComparison.Ordinal).ToCharArray();
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = i == 0 || (i > 1 && letters[i - 2] is '.' or '!' && letters[i - 1] == ' ') ? char.ToUpperInvariant(letters[i]) : letters[i];
        }

        return new string(letters);
    }

    // Reads up to the end of the pattern or of the alternative it is in; without a trace where the alternative is not the chosen one.
    private static void Append(Random random, string pattern, IReadOnlyList<string> values, StringBuilder text, ref int at, bool skip)
    {
        while (at < pattern.Length && pattern[at] is not ('|' or ']'))
        {
            switch (pattern[at])
            {
                case '[':
                    AppendOneOf(random, pattern, values, text, ref at, skip);
                    break;
                case '{':
                    int value = pattern[at + 1] - '0';
                    at += 3;
                    text.Append(skip ? string.Empty : values[value]);
                    break;
                default:
                    text.Append(skip ? string.Empty : pattern[at]);
                    at++;
                    break;
            }
        }
    }

    private static void AppendOneOf(Random random, string pattern, IReadOnlyList<string> values, StringBuilder text, ref int at, bool skip)
    {
        int chosen = skip ? -1 : random.Next(Alternatives(pattern, at));
        at++;
        for (int i = 0; ; i++)
        {
            Append(random, pattern, values, text, ref at, skip: i != chosen);
            if (pattern[at++] == ']')
            {
                return;
            }
        }
    }

    private static int Alternatives(string pattern, int open)
    {
        int count = 1;
        int depth = 0;
        for (int i = open; ; i++)
        {
            depth += pattern[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0)
            {
                return count;
            }

            count += depth == 1 && pattern[i] == '|' ? 1 : 0;
        }
    }
}
