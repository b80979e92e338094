using System.Text.RegularExpressions;

namespace DualPath.Training.Tasks;

/// <summary>What people add to a question, and what they leave out: politeness, a missing question mark, a slip of the finger.</summary>
internal static partial class Manners
{
    private static readonly string[] Openings =
    [
        "Please: ", "Hi, ", "Hello, ", "Hey, ", "OK, ", "Well, ", "Now, ", "Hi! ", "Hello! ", "Quick question: ", "One more: ", "Next: ", "I have a question. ", "Can you help me? ", "Thanks. ",
        "Good. ", "Listen: ", "Dear bot, ", "Excuse me, ", "Sorry, ", "Please help. ", "Another one: ", "Question: ", "So ", "OK so ", "And now ", "Hm ", "Hmm, ", "Right, ", "Alright, ", "Let us see. ", "Suppose this: ",
        "Here is one: ", "Try this: ", "Imagine: ", "Say ", "Look: ", "Cool. ", "Great, ", "Hi there, ", "Good morning. ", "A riddle: ", "Think: ", "Let me ask: ", "Just wondering, ", "I was told: ", "Here we go: ", "What about this: ",
    ];

    private static readonly string[] Closings = [", please", ", thanks", ", thank you", " now", " then", ", my friend", ", do you know", " please", " again", " pls", ", pls", " plz", " thx", ", can you tell me", ", any idea", ", please tell me", ", right", " exactly", ", I wonder", ", dear", " in that case", ", if I may ask", " by the way"];

    /// <summary>All words it can add.</summary>
    public static IEnumerable<string> Wordings => [.. Openings, .. Closings, "whos whats wheres theres hows todays its thats lets im ive id whose cant dont"];

    /// <summary>The same exchange as somebody else might type it.</summary>
    public static Exchange Vary(Random random, Exchange exchange)
    {
        if (exchange.Task is "talk" or "refusal" or Telling.Facts)
        {
            return random.Next(10) == 0 ? WithLast(exchange, text => text.TrimEnd('.', '?', '!')) : exchange;
        }

        if (random.Next(12) == 0)
        {
            exchange = exchange with { Question = [new Segment(Names.Pick(random, Openings)), .. exchange.Question] };
        }

        if (random.Next(8) == 0)
        {
            exchange = exchange with { Question = [.. exchange.Question.Select(part => part with { Text = InHaste(part.Text) })] };
        }

        if (random.Next(15) == 0)
        {
            string closing = Names.Pick(random, Closings);
            exchange = WithLast(exchange, text => text.TrimEnd('.', '?', '!') + closing + (text[^1] is '.' or '?' or '!' ? text[^1..] : string.Empty));
        }

        if (random.Next(6) == 0)
        {
            exchange = WithLast(exchange, text => text.TrimEnd('.', '?', '!'));
        }

        return random.Next(15) == 0 ? exchange with { Question = [.. exchange.Question.Select(part => part with { Text = WithSlip(random, part.Text) })] } : exchange;
    }

    private static Exchange WithLast(Exchange exchange, Func<string, string> change) =>
        exchange.Question[^1] is { Partial: null } last && (change(last.Text), exchange.Question.Count) is var (changed, parts) && (changed.Length > 0 || parts > 1)
            ? exchange with { Question = changed.Length > 0 ? [.. exchange.Question.SkipLast(1), last with { Text = changed }] : [.. exchange.Question.SkipLast(1)] }
            : exchange;

    /// <summary>Two neighbouring letters swapped, or one left out, in a word that carries no content.</summary>
    private static string WithSlip(Random random, string text) => Slippery().Replace(
        text,
        match =>
        {
            if (random.Next(2) == 0)
            {
                return match.Value;
            }

            int at = random.Next(1, match.Length - 1);
            return random.Next(2) == 0 ? match.Value.Remove(at, 1) : match.Value[..at] + match.Value[at + 1] + match.Value[at] + match.Value[(at + 2)..];
        });

    /// <summary>Contractions without their apostrophe.</summary>
    private static string InHaste(string text) => Contraction().Replace(text, match => match.Groups[1].Value + match.Groups[2].Value);

    [GeneratedRegex(@"\b([Ww]ho|[Ww]hat|[Ww]here|[Tt]here|[Hh]ow|[Tt]oday|[Ii]t|[Tt]hat|[Ll]et|I)'(s|m|ve|d)\b")]
    private static partial Regex Contraction();

    [GeneratedRegex(@"\b(?:[Ww]hat|[Ww]hich|[Ww]here|[Tt]ell|[Pp]lease|[Cc]ould|know|does|have|many|much|[Gg]ive|[Ff]ind|want|wonder|there|would|name|that|will)\b")]
    private static partial Regex Slippery();
}
