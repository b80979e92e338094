using System.Text.RegularExpressions;
using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>Reads turns as told, in every wording, and answers anew.</summary>
public sealed partial class TurnsTests
{
    private static readonly string[] Directions = ["north", "east", "south", "west"];

    [Fact]
    public void Generate_Turns_AnswersFollowFromTheTurns()
    {
        int follows = 0;
        TrackingChecks.Read(new TurnsTask(), conversation =>
        {
            int facing = Array.IndexOf(Directions, Direction().Match(conversation[0].QuestionText).Value);
            foreach (var exchange in conversation)
            {
                var known = new List<string>();
                int turns = 0;
                foreach (Match move in Moves().Matches(exchange.QuestionText))
                {
                    facing = (facing + Quarters(move.Value)) % 4;
                    turns += move.Groups["still"].Success ? 0 : 1;
                    known.Add(Directions[facing]);
                }

                Assert.Equal(known, TrackingChecks.Partials(exchange));
                if (exchange.Task != "facts")
                {
                    Assert.Equal(($"It is {Directions[facing]}.", turns), (exchange.Answer, exchange.Level));
                    follows += exchange == conversation[^1] ? 0 : 1;
                }
            }
        });

        Assert.True(follows > 400);
    }

    [Fact]
    public void Generate_FourTurnsAndMore_EveryDirectionIsAboutAsFrequent() => Assert.All(
        Directions, direction => Assert.InRange(TrackingChecks.Guessed(new TurnsTask(), (_, answer) => answer == $"It is {direction}."), 20, 30));

    private static int Quarters(string move) => move switch
    {
        _ when Still().IsMatch(move) || FullTurn().IsMatch(move) => 0,
        _ when move.EndsWith("left", StringComparison.Ordinal) || move is "counterclockwise" or "anticlockwise" => 3,
        "right" or "clockwise" => 1,
        _ => 2,
    };

    [GeneratedRegex("north|east|south|west")]
    private static partial Regex Direction();

    [GeneratedRegex("all the way around|full turn|360")]
    private static partial Regex FullTurn();

    [GeneratedRegex(@"wait|ahead|steps|\bon$", RegexOptions.IgnoreCase)]
    private static partial Regex Still();

    [GeneratedRegex(
        @"(?<still>wait(?:s|ed)?\b|(?:walk(?:s|ed)?|go|goes|went) (?:ahead|straight on|on|a few steps))|all the way around|full turn|360|(?:right|left) twice|half around|half turn|180|\baround|U-turn|other way|opposite|\bback\b|counterclockwise|anticlockwise|clockwise|\bright\b|\bleft\b", RegexOptions.IgnoreCase)]
    private static partial Regex Moves();
}
