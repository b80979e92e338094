using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;
using static DualPath.Model.Tests.TestModels;

namespace DualPath.Model.Tests;

/// <summary>The conformance vectors of the specification's Appendix A, recorded in double precision from the reference.</summary>
public sealed class AppendixTests
{
    private const double Tolerance = 1e-4;

    // Where a token at step 3 attends to itself and the prefill alone, changing s_0 by 1e-7 of its size moves these logits by 1.5e-4:
    // the untrained model amplifies single-precision rounding.
    private const double AmplifiedTolerance = 4e-4;

    private const int Vocabulary = 32;
    private static readonly RecurrentDepthModel Model = Appendix();

    [Fact]
    public void AppendixValue_KnownIndices_GivesRecordedWeights()
    {
        Near([-0.2498703, -0.1884396, -0.1250095], [.. Enumerable.Range(0, 3).Select(i => 0.5f * AppendixValue(0, i))]);
        Near([-0.1560873, -0.0086537, 0.1435784], [.. Enumerable.Range(0, 3).Select(i => 1.2f * AppendixValue(19, i))]);
        Near([0.4581317, 0.6424238, -0.6672861], InitialState(0)[..3]);
    }

    [Fact]
    public void Prelude_Prompt_GivesRecordedEmbeddedInput()
    {
        using var sequence = Model.CreateSequence(8);
        sequence.Append(AppendixPrompt);
        float[] embedded = new float[8 * 16];

        new ForwardPass(Model).Prelude(Rows(sequence), embedded);

        Near([2.23361, 1.97795, -1.25122, -0.23152], embedded[(7 * 16)..][..4]);
    }

    [Theory]
    [InlineData(false, 1, 109.5391, new[] { 0.00446, 0.09596, 0.37251, -0.74966 })]
    [InlineData(false, 2, 130.8196, new[] { 0.88603, 0.68674, -0.17842, 0.64723 })]
    [InlineData(false, 4, 137.7473, new[] { 0.03274, 0.33936, 1.51735, 0.19059 })]
    [InlineData(true, 1, 112.2216, new[] { 0.24733, 0.31100, 0.28390, -0.47930 })]
    [InlineData(true, 2, 133.3681, new[] { 0.98901, 0.61118, -0.07649, 0.37486 })]
    [InlineData(true, 4, 107.4305, new[] { 0.52621, 0.77879, -0.55635, -0.32513 })]
    public void Logits_WholePrompt_EqualRecorded(bool givenState, int steps, double sum, double[] expected)
    {
        var pass = new ForwardPass(Model);
        using var sequence = Start(pass, AppendixPrompt, givenState);
        var rows = Rows(sequence);
        Steps(pass, rows, steps);

        float[] logits = Logits(pass, rows);

        Near(expected, logits[(7 * Vocabulary)..][..4]);
        Assert.Equal(sum, logits.Sum(x => Math.Abs((double)x)), 1e-3);
    }

    [Fact]
    public void NormedState_TwoSteps_EqualsRecorded()
    {
        var pass = new ForwardPass(Model);
        using var sequence = Start(pass, AppendixPrompt);
        Steps(pass, Rows(sequence), 2);
        float[] state = new float[16];

        pass.NormedState(new Row(sequence, 7), state);

        Near([-2.11860, 0.41981], state[..2]);
    }

    [Fact]
    public void Logits_FourSteps_HaveRecordedArgmaxAndCrossEntropy()
    {
        int[] labels = [1, 4, 1, 5, 9, 2, 6, 5];
        var pass = new ForwardPass(Model);
        using var sequence = Start(pass, AppendixPrompt);
        Steps(pass, Rows(sequence), 4);

        float[] logits = Logits(pass, Rows(sequence));

        Assert.Equal([19, 19, 19, 2, 19, 16, 1, 15], Enumerable.Range(0, 8).Select(t => TokenChoice.Argmax(Row(t))));
        Assert.Equal(3.4218037, Enumerable.Range(0, 8).Average(t => TokenChoice.CrossEntropy(Row(t), labels[t])), 1e-5);

        ReadOnlySpan<float> Row(int t) => logits.AsSpan(t * Vocabulary, Vocabulary);
    }

    [Theory]
    [InlineData("kl", new[] { .107865, .36856, .32643, .256253, .151103, .550953 })]
    [InlineData("minp-kl", new[] { .107865, .254188, .264576, .256253, .151103, .402302 })]
    [InlineData("entropy-diff", new[] { 96.6335, .120712, .0963483, .00846863, .0296268, .0687783 })]
    [InlineData("latent-diff", new[] { 1.07367, 1.28667, 1.13507, 1.02143, .698817, 1.48325 })]
    [InlineData("cosine", new[] { .9906, .838737, .643474, .529819, .334185, .983828 })]
    [InlineData("argmax-stability", new[] { 0.0, 0, 0, 0, 0, 0 })]
    public void ExitCriterion_OverSixSteps_HasRecordedValues(string name, double[] expected)
    {
        var criterion = ExitCriterion.Create(name, threshold: 1e-9 + (name == "argmax-stability" ? 5 : 0))!;
        var pass = new ForwardPass(Model);
        using var sequence = Start(pass, AppendixPrompt);
        criterion.Begin(new ExitObservation(States(sequence), 16, []));
        foreach (double value in expected)
        {
            pass.CoreStep(Rows(sequence));
            float[] logits = Logits(pass, new Row(sequence, 7));

            Assert.False(criterion.ShouldExit(new ExitObservation(States(sequence), 16, logits)));
            Assert.Equal(value, criterion.Value, 1e-3 * Math.Max(0.1, value));
        }
    }

    [Theory]
    [InlineData("full", new[] { 0.52621, 0.77879, -0.55635, -0.32513 })]
    [InlineData("latest-m4", new[] { 0.52621, 0.77879, -0.55635, -0.32513 })]
    [InlineData("latest-m4-compress-s4", new[] { 0.54670, 0.54192, -0.46335, -0.29701 })]
    [InlineData("latest-m4-compress-s8", new[] { 0.45595, 0.88768, -0.61465, -0.44131 })]
    public void Logits_PrefillThenOneByOne_EqualRecorded(string lookup, double[] expected) =>
        Near(expected, Decode(lookup, prefill: 5, chunk: 1, _ => 4));

    [Theory]
    [InlineData("full", new[] { 0.52621, 0.77879, -0.55635, -0.32513 })]
    [InlineData("latest-m4-compress-s4", new[] { 0.57985, 0.53470, -0.48320, -0.23305 })]
    public void Logits_PrefillThenOneChunk_EqualRecorded(string lookup, double[] expected) =>
        Near(expected, Decode(lookup, prefill: 5, chunk: 3, _ => 4));

    [Theory]
    [InlineData("latest-m4", new[] { -0.26531, 0.71481, -0.10936, -0.40707 })]
    [InlineData("available-m4", new[] { -0.26531, 0.71481, -0.10936, -0.40707 })]
    [InlineData("full", new[] { 0.05197, 0.92727, -0.68612, -0.37509 })]
    [InlineData("skip", new[] { 0.05197, 0.92727, -0.68612, -0.37509 })]
    [InlineData("always-last-m4", new[] { 0.01807, 0.39436, 0.03764, -0.95579 })]
    public void Logits_TokensOfDifferentDepth_EqualRecorded(string lookup, double[] expected) =>
        Near(
            expected,
            Decode(lookup, prefill: 5, chunk: 1, position => position switch { 5 => 1, 6 => 2, _ => 4 }),
            lookup is "full" or "skip" ? AmplifiedTolerance : Tolerance);

    [Fact]
    public void Logits_SharedSlots_LeaveThePrefillUnchanged()
    {
        var pass = new ForwardPass(Model);
        using var full = Start(pass, AppendixPrompt[..5]);
        using var shared = Start(pass, AppendixPrompt[..5], lookup: "latest-m4-compress-s4");
        Steps(pass, Rows(full), 4);
        Steps(pass, Rows(shared), 4);

        Assert.Equal(Logits(pass, Rows(full)), Logits(pass, Rows(shared)));
    }

    private static float[] Decode(string lookup, int prefill, int chunk, Func<int, int> depth)
    {
        var pass = new ForwardPass(Model);
        using var sequence = Start(pass, AppendixPrompt[..prefill], lookup: lookup);
        Steps(pass, Rows(sequence), depth(0));
        Logits(pass, Rows(sequence));
        float[] logits = [];
        for (int position = prefill; position < AppendixPrompt.Length; position += chunk)
        {
            Extend(pass, sequence, AppendixPrompt[position..(position + chunk)]);
            Steps(pass, Rows(sequence, position), depth(position));
            logits = Logits(pass, new Row(sequence, sequence.Length - 1));
        }

        return logits[..4];
    }

    private static SequenceState Start(ForwardPass pass, int[] tokens, bool givenState = true, string lookup = "full")
    {
        var sequence = Model.CreateSequence(AppendixPrompt.Length, CacheLookup.Parse(lookup));
        Extend(pass, sequence, tokens, givenState);
        return sequence;
    }

    private static void Extend(ForwardPass pass, SequenceState sequence, int[] tokens, bool givenState = true)
    {
        int first = sequence.Length;
        pass.Prelude(sequence, tokens);
        for (int position = first; givenState && position < sequence.Length; position++)
        {
            sequence.SetInitialState(position, InitialState(position));
        }
    }

    private static float[] InitialState(int position) =>
        [.. Enumerable.Range(position * 16, 16).Select(i => 1.5f * AppendixValue(999, i))];

    private static float[] States(SequenceState sequence) =>
        [.. Enumerable.Range(0, sequence.Length).SelectMany(position => sequence.LatentState(position).ToArray())];

    private static void Near(double[] expected, float[] actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
