using System.Text;
using System.Text.RegularExpressions;

namespace DualPath.Training.Tasks;

/// <summary>
/// Writes a conversation that tells something and asks about it: joins sentences in one of several styles, sends some of them as messages of
/// their own, and keeps to the length a conversation may have. Sentences come without their full stop, in small letters where they do not
/// begin with a name, and with their <see cref="PartialNotes"/>.
/// </summary>
internal sealed partial class TrackingStory(Random random, string task, bool plain)
{
    /// <summary>Words that join sentences, and the answers that every such task has.</summary>
    public const string Words = "Noted. Then. Next. After that. Now. " + WhereaboutsStory.Owners + " " + Telling.Untold;

    /// <summary>The kind of exchange in which something is told and nothing asked.</summary>
    public const string Facts = "facts";

    private const int MostTokens = 190;

    // Every style separates sentences by a token of its own: it is where the second partial result of a sentence is noted.
    private static readonly string[][] FactStyles = [[". "], [". "], [". "], [", "], [", "], ["; "], [".\n"]];

    private static readonly string[][] EventStyles =
        [[". "], [". "], [". ", ". ", ". Then "], [", then "], [", "], [". ", ". Next, ", ". After that, ", ". Then ", ". Now "], [".\n"], ["; "]];

    private readonly List<Exchange> _exchanges = [];
    private readonly StringBuilder _untold = new();
    private int _tokens;

    public IReadOnlyList<Exchange> Exchanges => _exchanges;

    /// <summary>Tells sentences whose order does not matter.</summary>
    public void TellFacts(IEnumerable<string> sentences) => Tell([.. sentences.Select(text => (text, (string?)null))], FactStyles);

    /// <summary>Tells what happens, one thing after the other; each with the partial result known after its separator.</summary>
    public void TellEvents(IEnumerable<(string Text, string? Known)> sentences) => Tell([.. sentences], EventStyles);

    /// <summary>Sends what is told so far as a message of its own.</summary>
    public void Acknowledge()
    {
        if (_untold.Length > 0)
        {
            var segments = PartialNotes.Cut(_untold.ToString().TrimEnd());
            Add(new Exchange(Facts, 1, segments, "Noted.", string.Concat(segments.Select(part => part.Text)).ToLowerInvariant()));
        }
    }

    /// <summary>Asks, after what is told so far. Does nothing where the conversation would get too long, and says so.</summary>
    public bool Ask(string question, string answer, int level, string key, string? kind = null)
    {
        var exchange = new Exchange(kind ?? task, level, PartialNotes.Cut(_untold + Begin(question)), answer, key);
        bool fits = _exchanges.Count == 0 || _tokens + Tokens(exchange) <= MostTokens;
        if (fits)
        {
            Add(exchange);
        }

        return fits;
    }

    private static string Begin(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

    private static int Tokens(Exchange exchange) => Token().Count(exchange.QuestionText) + Token().Count(exchange.Answer) + 3;

    private void Tell((string Text, string? Known)[] sentences, string[][] styles)
    {
        string[] links = plain ? styles[0] : Names.Pick(random, styles);
        bool begins = true;
        for (int i = 0; i < sentences.Length; i++)
        {
            (string text, string? known) = sentences[i];
            string link = i < sentences.Length - 1 ? Names.Pick(random, links) : ". ";
            _untold.Append(begins ? Begin(text) : text).Append(link[0]).Append(PartialNotes.Note(known)).Append(link[1..]);
            begins = link[0] == '.' && !link.Any(char.IsLetter);
        }
    }

    private void Add(Exchange exchange)
    {
        _exchanges.Add(exchange);
        _tokens += Tokens(exchange);
        _untold.Clear();
    }

    [GeneratedRegex(@"\p{L}+|\S")]
    private static partial Regex Token();
}
