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
