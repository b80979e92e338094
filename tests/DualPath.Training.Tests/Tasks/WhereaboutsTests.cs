using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>Reads the stories of gives, swaps and moves as told, in every wording, and answers them anew.</summary>
public sealed class WhereaboutsTests
{
    private static readonly string[] SwapWords =
        ["swap", "swaps", "swapped", "trade", "trades", "traded", "exchange", "exchanges", "exchanged", "switch", "switched", "change", "changes"];

    private static readonly string[] NotNames =
    [
        "The", "Then", "Next", "After", "Now", "I", "We", "They", "Who", "What", "Which", "Whose", "Tell", "Say", "Find", "Name", "And", "So", "At", "In", "OK", "Thanks",
        "Good", "Can", "Do", "Where", "How", "My", "Her", "His", "Our",
    ];

    [Fact]
    public void Generate_Holders_AnswersFollowFromTheStory()
    {
        TrackingChecks.Read(new HolderTask(), (conversation, level, _) => Check(conversation, level, IsPerson, place => place, "nothing"));

        static bool IsPerson(string word) => char.IsUpper(word[0]) && !NotNames.Contains(word);
    }

    [Fact]
    public void Generate_Cups_AnswersFollowFromTheStory()
    {
        string[] nouns = ["place", "cup", "box", "drawer", "bowl", "bag"];
        TrackingChecks.Read(new CupsTask(), (conversation, level, _) =>
        {
            string answer = conversation.Last(exchange => exchange.Task == "cups").Answer;
            string noun = nouns.First(noun => answer.Contains(noun, StringComparison.Ordinal));
            Check(conversation, level, word => char.IsDigit(word[0]) || Things.Colours.Contains(word) || word is "left" or "middle" or "right", place => char.IsDigit(place[0]) ? $"{noun} {place}" : $"the {place} {noun}", null, notThing: noun);
        });
    }

    [Fact]
    public void Generate_Moves_AnswersFollowFromTheStory()
    {
        int nested = 0;
        TrackingChecks.Read(new MovesTask(), (conversation, level, _) =>
        {
            if (NestedPlacesTests.Nests(conversation))
            {
                nested++;
                NestedPlacesTests.Check(conversation);
            }
            else
            {
                Check(conversation, level, word => Things.Containers.Contains(word) || Things.Rooms.Contains(word), place => $"the {place}", null, pours: true);
            }
        });

        Assert.InRange(nested, 100, 600);
    }

    [Theory]
    [InlineData("holder")]
    [InlineData("cups")]
    [InlineData("moves")]
    public void Generate_FourMovesAndMore_CannotBeGuessedFromWhatIsSaidLast(string name)
    {
        var task = TaskSet.All.Single(task => task.Name == name);
        for (int back = 0; back < 3; back++)
        {
            // The places mentioned last, second to last, third to last, as far as the question allows for them.
            double guessed = TrackingChecks.Guessed(task, (text, answer) => Mentioned(text, answer, back));
            Assert.True(guessed <= 40, $"{back}: {guessed}");
        }
    }

    /// <summary>Whether the answer's last word is the one that was mentioned last before the question, of those that might be the answer.</summary>
    private static bool Mentioned(string text, string answer, int back)
    {
        string[] words = TrackingChecks.Words(text);
        string right = TrackingChecks.Words(answer).Last(word => char.IsDigit(word[0]) || char.IsUpper(word[0]) || IsAny(word));
        bool colour = Things.Colours.Contains(TrackingChecks.Words(answer)[^2]);
        right = colour ? TrackingChecks.Words(answer)[^2] : right;
        string[] like = [.. words.Reverse().Distinct().Where(word =>
            char.IsDigit(right[0]) ? char.IsDigit(word[0])
            : colour ? Things.Colours.Contains(word)
            : Things.Rooms.Contains(right) ? Things.Rooms.Contains(word)
            : Things.Containers.Contains(right) ? Things.Containers.Contains(word)
            : Things.Everyday.Contains(right) ? Things.Everyday.Contains(word)
            : char.IsUpper(word[0]) && Names.Known.Contains(word))];
        return back < like.Length && like[back] == right;
    }

    private static bool IsAny(string word) => Things.Everyday.Contains(word) || Things.Rooms.Contains(word) || Things.Containers.Contains(word);

    private static void Check(
        IReadOnlyList<Exchange> conversation, int? level, Func<string, bool> isPlace, Func<string, string> shown, string? nothing, bool pours = false, string? notThing = null)
    {
        var at = new Dictionary<string, string>();
        var hops = new Dictionary<string, int>();
        var order = new List<string>();
        foreach (var exchange in conversation)
        {
            var partials = new List<string>();
            string[] clauses = [.. TrackingChecks.Clauses(exchange.QuestionText)];
            bool asks = exchange.Task != "facts";

            // The question is the last clause that names something; "do you know?" or "where is it?" may follow it.
            int question = asks ? Array.FindLastIndex(clauses, clause => TrackingChecks.Words(clause).Any(word => isPlace(word) || IsThing(word))) : clauses.Length;
            foreach (string clause in clauses[..question])
            {
                string[] words = TrackingChecks.Words(clause);
                string[] places = [.. words.Where(isPlace).Distinct()];
                string? thing = words.FirstOrDefault(IsThing)?.ToLowerInvariant();
                bool counts = clause.StartsWith("There are", StringComparison.OrdinalIgnoreCase);
                if (thing is not null && places.Length == 1 && !counts)
                {
                    // A fact, or a move that names what it moves.
                    bool moves = at.ContainsKey(thing);
                    hops[thing] = moves ? 1 : 0;
                    at[thing] = places[0];
                    order.Add(thing);
                    partials.AddRange(moves ? [thing] : []);
                }
                else if (places.Length == 2 && !counts)
                {
                    // Among cups nothing else happens, and two of them are named without a verb.
                    partials.AddRange(words.SkipLast(1).Where(isPlace).Select(place => pours ? Only(place) : Only(place) ?? "nothing").OfType<string>());
                    Move(places, thing, notThing is not null || words.Any(word => SwapWords.Contains(word.ToLowerInvariant())), partials);
                }
            }

            if (!asks)
            {
                Assert.Equal("Noted.", exchange.Answer);
                Assert.Equal(partials, TrackingChecks.Partials(exchange));
                continue;
            }

            string[] questioned = TrackingChecks.Words(clauses[question]);
            string? asked = questioned.FirstOrDefault(IsThing)?.ToLowerInvariant();
            if (asked is not null && !at.ContainsKey(asked))
            {
                Assert.Equal(("untold", "You have not told me that."), (exchange.Task, exchange.Answer));
                Assert.Equal(partials, TrackingChecks.Partials(exchange));
                continue;
            }

            string place = asked is null ? questioned.Last(isPlace) : at[asked];
            string about = asked ?? Assert.Single(at, pair => pair.Value == place).Key;
            string answer = asked is null ? $"the {about}" : shown(place);
            Assert.Equal($"It is {answer}.", exchange.Answer);

            // In training, what has not moved is the first level, what moved once the second, and so on.
            Assert.Equal(level is { } most ? Math.Min(hops[about] + 1, most) : Math.Max(1, hops[about]), exchange.Level);
            Assert.Equal([.. partials, asked is null ? about : place], TrackingChecks.Partials(exchange));
            hops[about] = 0;
        }

        void Move(string[] places, string? named, bool swap, List<string> partials)
        {
            string[] first = [.. at.Keys.Where(thing => at[thing] == places[0] && (named is null || thing == named))];
            string[] second = [.. at.Keys.Where(thing => swap && at[thing] == places[1])];
            foreach (string thing in first.Concat(second))
            {
                at[thing] = first.Contains(thing) ? places[1] : places[0];
                hops[thing] = named is null ? hops[thing] + 1 : 1;
            }

            partials.AddRange(nothing is not null ? [Held(places[0]), Held(places[1])]
                : pours && swap ? [Held(places[0]), Held(places[1])]
                : pours ? [Held(places[1])]
                : order.Distinct().Order(Comparer<string>.Create((a, b) => Rank(a) - Rank(b))).Select(thing => at[thing]));
        }

        bool IsThing(string word) => !string.Equals(word, notThing, StringComparison.OrdinalIgnoreCase) && Things.Everyday.Contains(word.ToLowerInvariant());

        string? Only(string place) => at.Keys.Where(thing => at[thing] == place).ToArray() is [var thing] ? thing : null;

        string Held(string place) => at.Keys.SingleOrDefault(thing => at[thing] == place) ?? nothing!;

        int Rank(string thing) => order.IndexOf(thing);
    }
}
