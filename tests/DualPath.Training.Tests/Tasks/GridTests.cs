using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>Reads maps and walks as told, in every wording, and walks anew.</summary>
public sealed class GridTests
{
    private static readonly string[][] Words = [["north", "up", "above"], ["east", "right"], ["south", "down", "below"], ["west", "left"]];

    [Fact]
    public void Generate_Walks_AnswersFollowFromTheMap()
    {
        TrackingChecks.Read(new GridTask(), conversation =>
        {
            var map = new Dictionary<(string Place, int Way), string>();
            string at = string.Empty;
            foreach (var exchange in conversation)
            {
                var partials = new List<string>();
                string[] clauses = [.. TrackingChecks.Clauses(exchange.QuestionText.Replace("end up", "arrive", StringComparison.Ordinal))];
                string[] rest = [.. clauses.Where(clause => !Fact(clause, map))];
                string[] words = [.. rest.SelectMany(TrackingChecks.Words)];
                at = words.SingleOrDefault(IsPlace) ?? at;
                int[] ways = [.. words.Select(Way).Where(way => way >= 0)];
                foreach (int way in ways)
                {
                    at = map[(at, way)];
                    partials.Add(at);
                }

                Assert.Equal(partials, TrackingChecks.Partials(exchange));
                if (exchange.Task != "facts")
                {
                    Assert.Equal($"It is the {at}.", exchange.Answer);
                    Assert.Equal(ways.Length, exchange.Level);
                }
            }
        });
    }

    [Fact]
    public void Generate_FourStepsAndMore_EndAtNoPlaceThatCouldBeGuessed()
    {
        for (int back = 0; back < 4; back++)
        {
            Assert.InRange(TrackingChecks.Guessed(new GridTask(), (text, answer) =>
                TrackingChecks.Words(text).Select(word => word.ToLowerInvariant()).Where(IsPlace).Reverse().Distinct().ElementAtOrDefault(back) == TrackingChecks.Words(answer)[^1]), 0, 30);
        }
    }

    private static bool Fact(string clause, Dictionary<(string Place, int Way), string> map)
    {
        string[] words = [.. TrackingChecks.Words(clause).Select(word => word.ToLowerInvariant())];
        string[] places = [.. words.Where(IsPlace)];
        if (places.Length != 2)
        {
            return false;
        }

        int way = words.Select(Way).Single(way => way >= 0);
        (string place, string neighbor) = words.Contains("from") ? (places[0], places[1]) : (places[1], places[0]);
        map[(place, way)] = neighbor;
        map[(neighbor, (way + 2) % 4)] = place;
        return true;
    }

    private static int Way(string word) => Array.FindIndex(Words, words => words.Contains(word.ToLowerInvariant()));

    private static bool IsPlace(string word) => Things.Places.Contains(word) || Things.Everyday.Contains(word);
}
