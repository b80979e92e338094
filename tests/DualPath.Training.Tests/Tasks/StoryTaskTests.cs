using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

public sealed partial class StoryTaskTests
{
    private readonly Dictionary<(string Owner, string Thing), (int Count, int Changes)> _piles = [];
    private (string Owner, string Thing) _last;

    [Fact]
    public void Generate_Stories_AnswerFollowsFromWhatHappens()
    {
        int asked = 0;
        foreach (var conversation in TaskChecks.Draw(new StoryTask()))
        {
            _piles.Clear();
            foreach (var exchange in conversation)
            {
                string text = exchange.QuestionText.Replace("Then ", string.Empty, StringComparison.Ordinal);
                string question = exchange.Task == "facts" ? string.Empty : Last().Match(text).Value;
                foreach (string sentence in Ends().Split(text[..^question.Length]))
                {
                    Tell(sentence.Trim());
                }

                if (question.Length > 0)
                {
                    asked++;
                    var pile = Assert.Single(_piles, pile => Asked(question, pile.Key));
                    Assert.Equal($"That makes {pile.Value.Count}.", exchange.Answer);
                    Assert.Equal(pile.Value.Changes, exchange.Level);
                }
            }
        }

        Assert.True(asked > 1000);
    }

    [Fact]
    public void Generate_Stories_PartialsAreTheCountSoFar()
    {
        foreach (var exchange in TaskChecks.Draw(new StoryTask()).SelectMany(conversation => conversation))
        {
            _piles.Clear();
            string before = string.Empty;
            int told = 0;
            bool tens = false;
            foreach (var part in exchange.Question)
            {
                before += part.Text;
                if (part.Partial is null)
                {
                    continue;
                }

                if (!tens)
                {
                    // What comes after the number may tell whose pile it is: read on to the end of the sentence.
                    int end = Ends().Match(exchange.QuestionText, before.Length) is { Success: true } match ? match.Index : exchange.QuestionText.Length;
                    foreach (string sentence in Ends().Split(exchange.QuestionText[told..end].Replace("Then ", string.Empty, StringComparison.Ordinal)))
                    {
                        Tell(sentence.Trim());
                    }

                    told = end;
                }

                Assert.Equal($"{(tens ? _piles[_last].Count / 10 : _piles[_last].Count % 10)}", part.Partial);
                tens = !tens;
            }
        }
    }

    private bool Asked(string question, (string Owner, string Thing) pile)
    {
        bool thing = question.Contains(pile.Thing, StringComparison.Ordinal);
        bool owner = Regex.IsMatch(question, $@"\b{pile.Owner}\b");
        bool nobody = !_piles.Keys.Any(other => Regex.IsMatch(question, $@"\b{other.Owner}\b"));
        return _piles.Count == 1 || (thing && owner) || (nobody && pile.Owner == "There");
    }

    private void Tell(string sentence)
    {
        if (Opening().Match(sentence) is { Success: true } opening)
        {
            string kept = Plural(opening.Groups["thing"].Value);
            _last = (opening.Groups["owner"].Value, kept);
            _piles.Add(_last, (TaskChecks.Number(opening.Groups["count"].Value)!.Value, 0));
            return;
        }

        string[] words = sentence.Split(' ');
        int? number = words.Select(TaskChecks.Number).FirstOrDefault(value => value is not null);
        string verb = words.FirstOrDefault(word => Gain().IsMatch(word) || Loss().IsMatch(word) || Gift().IsMatch(word)) ?? string.Empty;
        if (verb.Length == 0 || (number is null && !words.Contains("half")))
        {
            return;
        }

        string? thing = words.Select(Plural).FirstOrDefault(word => _piles.Keys.Any(pile => pile.Thing == word));
        string? owner = words.FirstOrDefault(word => _piles.Keys.Any(pile => pile.Owner == word || (pile.Owner == "I" && word is "me" or "my")));
        owner = owner is "me" or "my" ? "I" : owner;
        if (owner is null)
        {
            owner = thing is not null && Pronoun().IsMatch(sentence) is false && _piles.ContainsKey(("There", thing)) ? "There" : _last.Owner;
        }

        _last = (owner, thing ?? (owner == _last.Owner ? _last.Thing : throw new InvalidOperationException(sentence)));
        bool ownerActs = words[0] == owner || words[0] is "She" or "she" or "He" or "he" || words[0] == verb;
        bool plus = Gain().IsMatch(verb) ? !words.Contains("off") : Gift().IsMatch(verb) && !ownerActs;
        (int count, int changes) = _piles[_last];
        _piles[_last] = (words.Contains("half") ? count / 2 : plus ? count + number!.Value : count - number!.Value, changes + 1);
    }

    private static string Plural(string word) => word == "person" ? "people" : word.EndsWith('s') || word == "people" ? word : word + "s";

    [GeneratedRegex(@"^(?<owner>\w+) (has|have|had|own|owns|owned|starts? with|started with|is|are|was|were) (?<count>\w+) (?<thing>\w+)( (in|on) the \w+)?$(?<!old|clock)")]
    private static partial Regex Opening();

    [GeneratedRegex(@"(^|(?<=[.\n]))[^.\n]*[.?]?$")]
    private static partial Regex Last();

    [GeneratedRegex(@"[.\n,]| and ")]
    private static partial Regex Ends();

    [GeneratedRegex("^(gets?|got|buys?|bought|finds?|found|collect(s|ed)?|wins?|won|receives?|received|puts?|add(s|ed)?|comes?|came)$")]
    private static partial Regex Gain();

    [GeneratedRegex("^(loses?|lost|sells?|sold|uses?|used|drop(s|ped)?|eats?|ate|takes?|took|removes?|removed|fly|flies|flew)$")]
    private static partial Regex Loss();

    [GeneratedRegex("^(gives?|gave|brings?|brought)$")]
    private static partial Regex Gift();

    [GeneratedRegex(@"\b(she|he|her|him)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Pronoun();
}
