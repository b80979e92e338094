using DualPath.Model.KvCache;
using static DualPath.Model.Tests.TestModels;

namespace DualPath.Model.Tests;

public sealed class SequenceStateTests
{
    private readonly RecurrentDepthModel _model = Random(SmallConfig, seed: 1);

    [Fact]
    public void Append_BadTokensOrNoRoom_IsRefusedAndChangesNothing()
    {
        using var sequence = _model.CreateSequence(4);
        sequence.Append([1, 2, 3]);

        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Append([SmallConfig.PaddedVocabularySize]));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Append([-1]));
        Assert.Throws<InvalidOperationException>(() => sequence.Append([4, 5]));
        Assert.Equal([1, 2, 3], sequence.Tokens.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => _model.CreateSequence(SmallConfig.ContextLength + 1));
    }

    [Fact]
    public void AllocatedBytes_GrowWithUse_AndAreGivenBack()
    {
        var pass = new ForwardPass(_model);
        var sequence = _model.CreateSequence(128);
        Assert.Equal(0, sequence.AllocatedBytes);

        pass.Prelude(sequence, Tokens(SmallConfig, 10, seed: 2));
        long embedded = sequence.AllocatedBytes;
        Steps(pass, Rows(sequence), 1);
        long oneStep = sequence.AllocatedBytes;
        Steps(pass, Rows(sequence), 4);
        long fiveSteps = sequence.AllocatedBytes;
        pass.Prelude(sequence, Tokens(SmallConfig, 40, seed: 3));
        Steps(pass, Rows(sequence, 10), 5);

        Assert.Equal(4 * (oneStep - embedded), fiveSteps - oneStep);
        Assert.Equal(2 * fiveSteps, sequence.AllocatedBytes);
        sequence.Truncate(10);
        Assert.Equal(fiveSteps, sequence.AllocatedBytes);
        sequence.Dispose();
        Assert.Equal(0, sequence.AllocatedBytes);
        Assert.Throws<ObjectDisposedException>(() => sequence.Append([1]));
    }

    [Theory]
    [InlineData(70)]
    [InlineData(60)]
    [InlineData(33)]
    public void RollBack_AfterStepsAndPositions_IsWhatItWasAtTheMark(int kept)
    {
        foreach (var architecture in Enum.GetValues<Architectures>())
        {
            var pass = new ForwardPass(Random(Config(architecture) with { ContextLength = 128 }, seed: 31));
            using var sequence = Begun(pass);
            using var untouched = Begun(pass);
            untouched.Truncate(kept);
            long before = untouched.AllocatedBytes;

            sequence.Mark();
            Steps(pass, Rows(sequence, 40), 2);
            sequence.Truncate(kept);
            pass.Prelude(sequence, Tokens(pass.Model.Config, 50, seed: 33));
            Steps(pass, Rows(sequence), 3);
            Logits(pass, Rows(sequence)[^1]);
            Assert.True(sequence.AllocatedBytes > before);
            sequence.RollBack();

            // The coda's entries were overwritten, so it may be less.
            Assert.InRange(sequence.AllocatedBytes, pass.Model.Config.CodaAttention ? 1 : before, before);
            Assert.Equal(untouched.Tokens.ToArray(), sequence.Tokens.ToArray());
            for (int position = 0; position < kept; position++)
            {
                Assert.Equal((untouched.Depth(position), untouched.Convergence(position)), (sequence.Depth(position), sequence.Convergence(position)));
                Assert.Equal(untouched.LatentState(position), sequence.LatentState(position));
            }

            // And it goes on like one that never was anything else.
            Assert.Equal(GoneOn(pass, untouched), GoneOn(pass, sequence));
        }

        static SequenceState Begun(ForwardPass pass)
        {
            var sequence = pass.Model.CreateSequence(128);
            pass.Prelude(sequence, Tokens(pass.Model.Config, 70, seed: 32));
            Steps(pass, Rows(sequence)[..40], 3);
            Steps(pass, Rows(sequence), 2);
            Logits(pass, Rows(sequence)[^1]);
            return sequence;
        }

        static float[] GoneOn(ForwardPass pass, SequenceState sequence)
        {
            pass.Prelude(sequence, Tokens(pass.Model.Config, 5, seed: 34));
            Steps(pass, Rows(sequence), 2);
            return Logits(pass, Rows(sequence, sequence.Length - 3));
        }
    }

    [Fact]
    public void RollBack_NothingMarkedOrUnmarked_ChangesNothing()
    {
        var pass = new ForwardPass(_model);
        using var sequence = _model.CreateSequence(64);
        pass.Prelude(sequence, [1, 2, 3]);
        sequence.Mark();
        Steps(pass, Rows(sequence), 1);
        long marked = sequence.AllocatedBytes;
        sequence.Unmark();
        Assert.True(sequence.AllocatedBytes < marked);
        sequence.RollBack();
        Assert.Equal((3, 1), (sequence.Length, sequence.Depth(2)));
    }

    [Fact]
    public void Mark_RingOrUnembeddedPosition_IsRefused()
    {
        using var ring = _model.CreateSequence(4, CacheLookup.Parse("latest-compress-s4"));
        using var unembedded = _model.CreateSequence(4);
        unembedded.Append([1]);
        Assert.Throws<InvalidOperationException>(ring.Mark);
        Assert.Throws<InvalidOperationException>(unembedded.Mark);
    }

    [Fact]
    public void SetInitialState_AfterAStep_IsRefused()
    {
        var pass = new ForwardPass(_model);
        using var sequence = _model.CreateSequence(4);
        float[] state = new float[SmallConfig.HiddenSize];
        sequence.Append([1, 2]);
        Assert.Throws<InvalidOperationException>(() => sequence.SetInitialState(0, state));
        pass.Prelude(Rows(sequence));
        sequence.SetInitialState(1, state);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.SetInitialState(1, new float[3]));
        pass.CoreStep([new Row(sequence, 1)]);

        Assert.Throws<InvalidOperationException>(() => sequence.SetInitialState(1, state));
    }

    [Fact]
    public void LatentState_SeededStart_DependsOnSeedAndPositionOnly()
    {
        var pass = new ForwardPass(_model);
        float[] atOnce = States(11, [1, 2, 3]);
        float[] otherTokens = States(11, [3, 3, 3]);
        float[] otherSeed = States(12, [1, 2, 3]);

        Assert.Equal(atOnce, otherTokens);
        Assert.NotEqual(atOnce, otherSeed);
        Assert.NotEqual(atOnce[..16], atOnce[16..32]);

        float[] States(ulong seed, int[] tokens)
        {
            using var sequence = _model.CreateSequence(4, initialState: InitialState.Seeded(seed));
            pass.Prelude(sequence, tokens);
            return [.. Enumerable.Range(0, tokens.Length).SelectMany(p => sequence.LatentState(p).ToArray())];
        }
    }

    [Fact]
    public void Fill_ManyPositions_IsTheTruncatedNormal()
    {
        float[] values = new float[20_000];
        InitialState.Seeded(42).Fill(0, values);

        double mean = values.Average(v => (double)v);
        double deviation = Math.Sqrt(values.Average(v => Math.Pow(v - mean, 2)));

        Assert.Equal(0, mean, 0.02);
        Assert.Equal(0.6240, deviation, 0.01);
        Assert.All(values, v => Assert.InRange(Math.Abs(v), 0, 1.8974f));
        Assert.Contains(values, v => Math.Abs(v) > 1.6f);
    }
}
