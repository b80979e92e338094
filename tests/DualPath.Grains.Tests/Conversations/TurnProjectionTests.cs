using CsCheck;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Grains.Conversations;

namespace DualPath.Grains.Tests.Conversations;

/// <summary>A run may be cut off anywhere and begun again, the same or another: a reader's text always ends as the last run's.</summary>
public sealed class TurnProjectionTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["ab "], 0, 6];

    private static readonly Gen<List<TurnEvent>> Run =
        from pieces in Gen.String[Gen.Char["ab "], 1, 3].List[0, 4]
        from rewrites in Text.List[0, 3]
        select Events(pieces, rewrites);

    [Fact]
    public void Take_RunsCutOffAndBegunAgain_EndsAsTheLastRun() =>
        Gen.Select(Run.List[1, 4], Gen.Int[0, 12].List[4, 4]).Sample((runs, cuts) =>
        {
            var turn = new TurnRecord(new TurnAccepted { ConversationId = "c", Question = "q", AcceptedAt = default });
            for (int i = 0; i < runs.Count; i++)
            {
                bool last = i == runs.Count - 1;

                // A run that is given the draft on record rules on it.
                var events = turn.Draft is { } draft && i % 2 == 1 ? Events([draft.Text], [((TurnCompleted)runs[i][^1]).Text]) : runs[i];
                var projection = new TurnProjection(turn);
                foreach (var item in events.Take(last ? int.MaxValue : Math.Min(cuts[i], events.Count - 1)))
                {
                    foreach (var told in projection.Take(item).ToArray())
                    {
                        if (told is RevisionIssued revision)
                        {
                            Assert.Equal(turn.Revision, revision.BaseRevision);
                            Assert.Equal(turn.Revision + 1, revision.Revision);
                        }

                        turn.Apply(told);
                    }

                    Assert.Equal(projection.Shown, turn.Shown);
                }
            }

            return Assert.IsType<TurnCompleted>(turn.Terminal).Text == turn.Shown;
        });

    private static List<TurnEvent> Events(List<string> pieces, List<string> rewrites)
    {
        var events = new List<TurnEvent>();
        events.AddRange(pieces.Select(piece => new DraftDelta { Text = piece }));
        events.Add(new DraftCompleted { Source = DraftSource.Shallow, RecurrentSteps = 2 });
        string text = string.Concat(pieces);

        int revision = 0;
        foreach (string rewrite in rewrites)
        {
            events.Add(new RevisionIssued
            {
                BaseRevision = revision,
                Revision = ++revision,
                Outcome = RulingOutcome.Amended,
                Patches = TextPatch.Between(text, rewrite),
                IsFinal = false,
            });
            text = rewrite;
        }

        events.Add(new TurnCompleted
        {
            Text = text,
            Ruling = RulingOutcome.Confirmed,
            Usage = GenerationUsage.None,
            Cache = new CacheReport(CacheStatus.Miss),
        });
        return events;
    }
}
