using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>The tasks of the domain "relations", against an oracle that reads the facts from the text as a person would.</summary>
public sealed partial class RelationTasksTests
{
    // How else a relation is told; "$1" is the person, "$2" the one pointed to.
    private static readonly (string Pattern, string Relation)[] Verbs =
    [
        (@"(\w+) (?:works for|reports to) (\w+)", "boss"), (@"(\w+) has (\w+) as boss", "boss"), (@"(?<2>\w+) manages (?<1>\w+)", "manager"),
        (@"(\w+) is managed by (\w+)", "manager"), (@"(?<2>\w+) supervises (?<1>\w+)", "supervisor"), (@"(?<2>\w+) teaches (?<1>\w+)", "teacher"),
        (@"(\w+) (?:learns from|is taught by) (\w+)", "teacher"), (@"(?<2>\w+) tutors (?<1>\w+)", "tutor"), (@"(?<2>\w+) coaches (?<1>\w+)", "coach"),
        (@"(?<2>\w+) trains (?!with)(?<1>\w+)", "trainer"), (@"(\w+) trains with (\w+)", "trainer"), (@"(?<2>\w+) mentors (?<1>\w+)", "mentor"),
        (@"(?<2>\w+) leads (?<1>\w+)", "leader"), (@"(\w+) follows (\w+)", "leader"), (@"(?<2>\w+) owns (?<1>\w+)", "owner"), (@"(\w+) belongs to (\w+)", "owner"),
        (@"(?<2>\w+) helps (?<1>\w+)", "helper"), (@"(?<2>\w+) treats (?<1>\w+)", "doctor"), (@"(?<2>\w+) guides (?<1>\w+)", "guide"),
    ];

    [Fact]
    public void Generate_Chains_AnswerFollowsFromTheFactsAsTold()
    {
        (int asked, int judged) = (0, 0);
        for (int seed = 0; seed < 1500; seed++)
        {
            var facts = new Dictionary<(string Who, string Relation), string>();
            foreach (var exchange in new RelationChainTask().Generate(new Random(seed), 1 + (seed % 10)))
            {
                Read(exchange.QuestionText, facts);
                if (exchange.Task == Telling.Facts)
                {
                    Assert.Equal("Noted.", exchange.Answer);
                    continue;
                }

                asked++;
                var hops = Chain().Matches(exchange.QuestionText).Last();
                string?[] reached = Follow(hops, facts);
                string? at = reached[^1];
                Assert.True(exchange.Level == reached.Length, exchange.QuestionText);
                if (exchange.Answer is "Yes." or "No.")
                {
                    judged++;
                    Assert.Equal(exchange.Answer == "Yes.", Claimed(exchange.QuestionText, hops.Value, facts) == at);
                }
                else
                {
                    Assert.Equal(at is null ? Telling.Untold : $"It is {at}.", exchange.Answer);
                }

                Assert.Equal(reached, exchange.Question.Where(part => part.Text.StartsWith("'s ", StringComparison.Ordinal)).Select(part => part.Partial));
            }
        }

        Assert.True(asked > 2500);
        Assert.True(judged > 200);
    }

    [Fact]
    public void Generate_OutsideIn_AnswerFollowsFromTheFactsAsTold()
    {
        (int asked, int behind, int judged) = (0, 0, 0);
        for (int seed = 0; seed < 1000; seed++)
        {
            var facts = new Dictionary<(string Who, string Relation), string>();
            foreach (var exchange in new OutsideInTask().Generate(new Random(seed), 1 + (seed % 4)))
            {
                Read(exchange.QuestionText, facts);
                if (exchange.Task == Telling.Facts)
                {
                    continue;
                }

                asked++;
                var hops = Chain().Matches(exchange.QuestionText).Last();
                int inner = hops.Groups["hop"].Captures.Count;
                behind += Math.Min(inner, 1);
                string?[] reached = Follow(hops, facts);
                Assert.True(exchange.Level == hops.Groups["of"].Captures.Count, exchange.QuestionText);
                if (exchange.Answer is "Yes." or "No.")
                {
                    judged++;
                    Assert.Equal(exchange.Answer == "Yes.", Claimed(exchange.QuestionText, hops.Value, facts) == reached[^1]);
                }
                else
                {
                    Assert.Equal(reached[^1] is { } end ? $"It is {end}." : Telling.Untold, exchange.Answer);
                }

                // The whole way is known at the last word of it; what is reached by a word behind the name, there.
                Assert.Equal([.. reached[..Math.Max(inner - 1, 0)], reached[^1]], exchange.Question.Skip(inner == 0 ? 0 : 1).Take(Math.Max(inner, 1)).Select(part => part.Partial));
            }
        }

        Assert.True(asked > 2000);
        Assert.True(behind > 300);
        Assert.True(judged > 100);
    }

    [Fact]
    public void Generate_Reverse_ExactlyOnePersonIsMeant()
    {
        for (int seed = 0; seed < 800; seed++)
        {
            int level = 1 + (seed % 5);
            var facts = new Dictionary<(string Who, string Relation), string>();
            var conversation = new ReverseRelationTask().Generate(new Random(seed), level, exactLevel: true);
            foreach (var exchange in conversation)
            {
                Read(exchange.QuestionText, facts);
            }

            // Asked the other way round, the answer leads back to the person in the question.
            var question = conversation[^1];
            Assert.Equal(level, question.Level);
            string at = question.Answer["It is ".Length..^1];
            for (int hop = 0; hop < level; hop++)
            {
                at = Assert.Single(facts, fact => fact.Key.Who == at).Value;
            }

            Assert.Contains(at, question.QuestionText, StringComparison.Ordinal);
            Assert.True(question.QuestionText.Contains("whose", StringComparison.Ordinal) || question.Question.Count == 1 || question.Question.SkipLast(1).Last().Partial == question.Answer["It is ".Length..^1]);
        }
    }

    [Fact]
    public void Generate_Forwarding_AnswerIsTheEndAndTheLevelTheWayThere()
    {
        for (int seed = 0; seed < 800; seed++)
        {
            int level = 1 + (seed % 8);
            var conversation = new ForwardingTask().Generate(new Random(seed), level, exactLevel: true);
            if (conversation.Count == 0)
            {
                continue;
            }

            string text = string.Join(' ', conversation.Select(exchange => exchange.QuestionText));
            var next = conversation[^1].HeldOutKey!.Split('|')[0].Split(';').Select(fact => fact.Split(" > ")).ToDictionary(fact => fact[0], fact => fact[1]);
            Assert.All(next, fact => Assert.Matches($@"\b{fact.Key} [^.,?]*\b{fact.Value}\b", text));
            string at = conversation[^1].HeldOutKey!.Split('|')[1];
            int hops = 0;
            for (; next.TryGetValue(at, out string? to); at = to)
            {
                hops++;
            }

            Assert.Equal((level, $"It is {at}."), (hops, conversation[^1].Answer));
        }
    }

    [Fact]
    public void Generate_Ordering_AnswerFollowsFromTheComparisons()
    {
        string[] more = ["taller", "older", "faster", "richer", "stronger", "heavier", "bigger", "happier", "smarter", "louder"];
        int judged = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            int level = 1 + (seed % 4);
            var conversation = new OrderingTask().Generate(new Random(seed), level, exactLevel: true);
            string text = string.Join('\n', conversation.Select(exchange => exchange.QuestionText));
            var above = new Dictionary<string, string>();
            foreach (Match fact in Comparison().Matches(text).Where(match => !match.Value.StartsWith("that", StringComparison.Ordinal)))
            {
                bool isMore = more.Contains(fact.Groups[2].Value);
                above[fact.Groups[isMore ? 3 : 1].Value] = fact.Groups[isMore ? 1 : 3].Value;
            }

            if (Pair().Match(conversation[^1].QuestionText) is not { Success: true } pair || conversation[^1].Answer is "Yes." or "No.")
            {
                continue;
            }

            judged++;
            string[] two = [.. pair.Groups.Values.Skip(1).Where(group => group.Success).Select(group => group.Value)];
            (string first, string second) = (two[0], two[1]);
            int up = Distance(above, second, first);
            string higher = up > 0 ? first : second;
            Assert.True(level == Math.Max(up, Distance(above, first, second)), text);
            bool asksMore = more.Contains(Comparative().Matches(conversation[^1].QuestionText)[^1].Value);
            Assert.True($"It is {(asksMore ? higher : higher == first ? second : first)}." == conversation[^1].Answer, text);
        }

        Assert.True(judged > 300);
    }

    /// <summary>The person besides those of the chain that a question names.</summary>
    private static string Claimed(string text, string chain, Dictionary<(string Who, string Relation), string> facts)
    {
        string asks = TrackingChecks.Clauses(text).Last(clause => clause.Contains(chain, StringComparison.Ordinal));
        return Assert.Single(TrackingChecks.Words(asks.Replace(chain, string.Empty, StringComparison.Ordinal)), facts.Keys.Select(key => key.Who).Concat(facts.Values).Contains);
    }

    /// <summary>Who is reached hop by hop; null from where nobody is told.</summary>
    private static string?[] Follow(Match asked, Dictionary<(string Who, string Relation), string> facts)
    {
        string? at = asked.Groups["first"].Value;
        return [.. asked.Groups["hop"].Captures.Concat(asked.Groups["of"].Captures.Reverse()).Select(hop => at = at is null ? null : facts.GetValueOrDefault((at, hop.Value)))];
    }

    private static int Distance(Dictionary<string, string> above, string from, string to)
    {
        int steps = 0;
        for (string? at = from; at is not null && at != to; at = above.GetValueOrDefault(at))
        {
            steps++;
        }

        return above.ContainsValue(to) && steps < 8 && Reaches() ? steps : 0;

        bool Reaches()
        {
            string? at = from;
            while (at is not null && at != to)
            {
                at = above.GetValueOrDefault(at);
            }

            return at == to;
        }
    }

    private static void Read(string text, Dictionary<(string Who, string Relation), string> facts)
    {
        foreach (string sentence in Sentences().Split(text).Where(sentence => !sentence.Contains("whom", StringComparison.Ordinal)))
        {
            if (Forward().Match(sentence) is { Success: true } forward)
            {
                facts.TryAdd((forward.Groups[1].Value, forward.Groups[2].Value), forward.Groups[3].Value);
            }
            else if (Reversed().Match(sentence) is { Success: true } reversed)
            {
                facts.TryAdd((reversed.Groups[2].Value, reversed.Groups[3].Value), reversed.Groups[1].Value);
            }
            else if (IsOf().Match(sentence) is { Success: true } isOf)
            {
                facts.TryAdd((isOf.Groups[3].Value, isOf.Groups[2].Value), isOf.Groups[1].Value);
            }
            else if (Of().Match(sentence) is { Success: true } of)
            {
                facts.TryAdd((of.Groups[2].Value, of.Groups[1].Value), of.Groups[3].Value);
            }
            else if (Verbs.Select(verb => (Match: Regex.Match(sentence, $"^{verb.Pattern}$"), verb.Relation)).FirstOrDefault(found => found.Match.Success) is { Match: not null } verb)
            {
                facts.TryAdd((verb.Match.Groups[1].Value, verb.Relation), verb.Match.Groups[2].Value);
            }
        }
    }

    [GeneratedRegex(@"(?:\. |; |, | )(?:and|And|Also,) |\.\n|\. ?|; |, |\n")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"(?:the (?!name)(?<of>(?:best )?\w+) of )+(?<first>\w+)(?:'s (?<hop>(?:best )?\w+))*|(?<first>(?!Who\b)\b\w+)(?:'s (?<hop>(?:best )?\w+))+")]
    private static partial Regex Chain();

    [GeneratedRegex(@"^(\w+)'s ((?:best )?\w+) is ([A-Z]\w*)$")]
    private static partial Regex Forward();

    [GeneratedRegex(@"^(\w+) is (\w+)'s ((?:best )?\w+)$")]
    private static partial Regex Reversed();

    [GeneratedRegex(@"^(\w+) is the ((?:best )?\w+) of (\w+)$")]
    private static partial Regex IsOf();

    [GeneratedRegex(@"^The ((?:best )?\w+) of (\w+) is (\w+)$")]
    private static partial Regex Of();

    [GeneratedRegex(@"(?:that )?\b([A-Z]\w*) is (\w+) than ([A-Z]\w*)(?=[.,;\n]| and)")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\b(?!over)[a-z]+er\b")]
    private static partial Regex Comparative();

    [GeneratedRegex(@"(?:([A-Z]\w*) or ([A-Z]\w*)(?:[?.]| who is|,| [a-z]+er\?)|(?:[Oo]f|between) ([A-Z]\w*) (?:and|or) ([A-Z]\w*)(?:\?|, who is| is))")]
    private static partial Regex Pair();
}
