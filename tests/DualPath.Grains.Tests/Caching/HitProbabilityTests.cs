using DualPath.Contracts.Caching;
using DualPath.Grains.Caching;

namespace DualPath.Grains.Tests.Caching;

public sealed class HitProbabilityTests
{
    private const double Bound = 0.1;

    public static TheoryData<double, double, double> Truths => new()
    {
        { 0.6, 100, 1 },
        { 0.9, 50, 1 },
        { 0.97, 200, 1 },
        { 0.97, 20, 1 },
        { 1.2, 50, 1 },
        { 0.5, 100, 0.9 },
        { 0.5, 100, 0.75 },
        { 0.9, 100, 0.5 },
        { 0.5, 400, 0.25 },
    };

    [Fact]
    public void Of_NothingKnown_IsNoReasonToTrust() => Assert.InRange(HitProbability.Of(1, []), 0.2, 0.5);

    [Fact]
    public void Of_FourRight_IsTrusted_AndOneRightIsNot()
    {
        Assert.InRange(HitProbability.Of(0.97, Seen(0.97, right: 1)), 0.5, 1 - Bound);
        Assert.InRange(HitProbability.Of(0.97, Seen(0.97, right: 4)), 1 - Bound, 1);
    }

    [Fact]
    public void Of_MoreSimilar_IsNeverLess()
    {
        NearObservation[] observations = [.. Seen(0.97, right: 4), .. Seen(0.9, right: 1, wrong: 3), .. Seen(1, right: 2, wrong: 1)];
        double[] probabilities = [.. Enumerable.Range(0, 101).Select(i => HitProbability.Of(i / 100.0, observations))];

        Assert.Equal(probabilities.Order(), probabilities);
    }

    [Fact]
    public void Of_OneWrongAmongMany_IsNoLongerTrusted() =>
        Assert.InRange(HitProbability.Of(0.97, Seen(0.97, right: 8, wrong: 1)), 0.5, 1 - Bound);

    [Fact]
    public void Of_RightAboveAndWrongBelow_FindsTheEntrysThreshold()
    {
        NearObservation[] observations = [.. Seen(0.98, right: 8), .. Seen(0.9, right: 0, wrong: 4)];

        Assert.InRange(HitProbability.Of(0.98, observations), 1 - Bound, 1);
        Assert.InRange(HitProbability.Of(0.9, observations), 0, 0.1);
    }

    [Fact]
    public void Of_HalfWrongAtFullSimilarity_IsNeverTrusted() =>
        Assert.InRange(HitProbability.Of(1, Seen(1, right: 16, wrong: 16)), 0, 0.6);

    /// <summary>The bound: whatever an entry's curve is like, wrong drafts are a small part of the questions that come near it.</summary>
    [Theory]
    [MemberData(nameof(Truths))]
    public void Of_ManyEntries_ShowWrongDraftsWithinTheBound(double threshold, double slope, double ceiling)
    {
        var random = new Random(7);
        int asked = 0;
        int wrongDrafts = 0;
        for (int entry = 0; entry < 25; entry++)
        {
            var observations = new List<NearObservation>();
            for (int i = 0; i < 40; i++)
            {
                double similarity = 0.85 + (0.15 * random.NextDouble());
                bool right = random.NextDouble() < ceiling / (1 + Math.Exp(-slope * (similarity - threshold)));
                bool shown = HitProbability.Of(similarity, observations) >= 1 - Bound;
                asked++;
                wrongDrafts += shown && !right ? 1 : 0;
                observations.Add(new NearObservation(similarity, right));
                if (observations.Count > HitProbability.MaxObservations)
                {
                    observations.RemoveAt(0);
                }
            }
        }

        Assert.InRange((double)wrongDrafts / asked, 0, Bound);
    }

    private static NearObservation[] Seen(double similarity, int right, int wrong = 0) =>
        [.. Enumerable.Repeat(new NearObservation(similarity, true), right), .. Enumerable.Repeat(new NearObservation(similarity, false), wrong)];
}
