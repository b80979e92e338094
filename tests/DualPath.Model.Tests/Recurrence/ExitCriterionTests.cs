using DualPath.Model.Recurrence;

namespace DualPath.Model.Tests.Recurrence;

/// <summary>When criteria fire, on made-up states and logits; their values over a real run are in <see cref="AppendixTests"/>.</summary>
public sealed class ExitCriterionTests
{
    [Theory]
    [InlineData("kl@0.0005", typeof(KlExit))]
    [InlineData("minp-kl@1e-5", typeof(KlExit))]
    [InlineData("entropy-diff@0.001", typeof(EntropyExit))]
    [InlineData("argmax-stability@5", typeof(ArgmaxExit))]
    [InlineData("latent-diff@0.03", typeof(LatentExit))]
    [InlineData("cosine@0.001", typeof(LatentExit))]
    [InlineData("second-order@0.01", typeof(SecondOrderExit))]
    [InlineData("fixed@4", typeof(FixedExit))]
    [InlineData("settled@0.0005", typeof(SettledExit))]
    [InlineData("kl", null)]
    [InlineData("kl@x", null)]
    [InlineData("magic@1", null)]
    [InlineData("kl@NaN", null)]
    [InlineData("fixed@1e300", null)]
    public void Parse_Name_GivesTheCriterion(string text, Type? type) => Assert.Equal(type, ExitCriterion.Parse(text)?.GetType());

    [Fact]
    public void Argmax_UnchangedOftenEnough_Fires() =>
        Fires("argmax-stability@2", [[0, 1], [1, 0], [0, 1], [0, 2], [0.5f, 1]], firesAt: 5, logits: true);

    [Fact]
    public void Kl_DistributionRepeated_Fires() => Fires("kl@0.001", [[0, 1], [1, 0], [1.001f, 0]], firesAt: 3, logits: true);

    [Fact]
    public void Kl_FirstStepUniform_Fires() => Fires("kl@0.001", [[1, 1]], firesAt: 1, logits: true);

    [Fact]
    public void Settled_StillAndSure_FiresOnlyThen() =>
        Fires("settled@0.001", [[1, 0], [1, 0], [1, 0], [1, 0], [9, 0], [9, 0], [9, 0]], firesAt: 7, logits: true);

    [Fact]
    public void MinPKl_OnlyTheTailChanged_Fires() =>
        Fires("minp-kl@0.0001", [[9, 0, -3], [9, -3, 0]], firesAt: 2, logits: true);

    [Fact]
    public void EntropyDiff_SameEntropyOtherToken_Fires() => Fires("entropy-diff@0.001", [[5, 1], [1, 5]], firesAt: 2, logits: true);

    [Fact]
    public void LatentDiff_StateSettles_Fires() => Fires("latent-diff@0.1", [[1, 0], [1, 1], [1, 1.05f]], firesAt: 3);

    [Fact]
    public void Cosine_DirectionStays_FiresThoughTheLengthGrows() => Fires("cosine@0.001", [[1, 0], [0, 1], [0, 5]], firesAt: 3);

    [Fact]
    public void SecondOrder_EvenMovement_FiresAtTheSecondQuietStep() =>
        Fires("second-order@0.001", [[1, 0], [4, 0], [7, 0], [10, 0], [13, 0]], firesAt: 4);

    [Fact]
    public void Fixed_Steps_FiresThere() => Fires("fixed@3", [[1, 0], [1, 0], [1, 0]], firesAt: 3);

    private static void Fires(string criterion, float[][] steps, int firesAt, bool logits = false)
    {
        var exit = ExitCriterion.Parse(criterion)!;
        Assert.Equal(logits, exit.ReadsLogits);

        // Twice with the same instance: Begin starts over.
        for (int run = 0; run < 2; run++)
        {
            exit.Begin(new ExitObservation(new float[2], 2, []));
            for (int i = 0; i < firesAt; i++)
            {
                float[] states = logits ? [1, 1] : steps[i];
                bool fired = exit.ShouldExit(new ExitObservation(states, 2, logits ? steps[i] : []));
                Assert.Equal(i + 1 == firesAt, fired);
            }
        }
    }
}
