using DualPath.Model.Kernels;
using DualPath.Model.KvCache;
using DualPath.Model.Weights;
using static DualPath.Model.Tests.TestModels;

namespace DualPath.Model.Tests;

/// <summary>What a pass promises whatever the weights are. Equal means bitwise equal unless a tolerance is given.</summary>
public sealed class ForwardPassTests
{
    private const int Steps4 = 4;

    public static TheoryData<Architectures> All => [.. Enum.GetValues<Architectures>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Logits_AnyArchitecture_AgreeWithNaiveDoublePrecision(Architectures architecture)
    {
        var config = Config(architecture);
        var tensors = RandomTensors(config, seed: 5);
        int[] tokens = Tokens(config, 9, seed: 6);
        var pass = new ForwardPass(RecurrentDepthModel.Create(config, tensors));
        foreach (int steps in (int[])[1, 3])
        {
            double[][] expected = new NaiveModel(config, tensors).Forward(tokens, steps);

            float[] actual = Straight(pass, tokens, steps);

            double largest = expected.SelectMany(row => row).Zip(actual, (e, a) => Math.Abs(e - a)).Max();
            Assert.True(largest < 1e-4, $"{architecture}, r = {steps}: largest difference {largest}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Logits_AnyKernelSet_AreTheSame(Architectures architecture)
    {
        var config = Config(architecture);
        int[] tokens = Tokens(config, 19, seed: 1);
        foreach (var format in Enum.GetValues<WeightFormat>())
        {
            float[] expected = Straight(new ForwardPass(Random(config, 2, format, KernelSet.Scalar)), tokens, 2);
            foreach (var kernels in Enum.GetValues<KernelSet>())
            {
                Assert.Equal(expected, Straight(new ForwardPass(Random(config, 2, format, kernels)), tokens, 2));
            }
        }
    }

    [Fact]
    public void Logits_WeightsKeptInBf16_EqualThoseOfRoundedWeights()
    {
        var tensors = RandomTensors(CanonConfig, seed: 3);
        var rounded = new InMemoryTensors(tensors.Tensors.ToDictionary(spec => spec, spec =>
        {
            float[] values = new float[spec.Count];
            tensors.Read(spec.Name, 0, values);
            bool isMatrix = spec.Shape.Count == 2 && !spec.Name.Contains("canon", StringComparison.Ordinal);
            return isMatrix ? [.. values.Select(v => BFloat16.ToSingle(BFloat16.FromSingle(v)))] : values;
        }));
        int[] tokens = Tokens(CanonConfig, 12, seed: 4);

        float[] kept = Straight(new ForwardPass(RecurrentDepthModel.Create(CanonConfig, tensors, WeightFormat.Bf16)), tokens, 3);

        Assert.Equal(Straight(new ForwardPass(RecurrentDepthModel.Create(CanonConfig, rounded)), tokens, 3), kept);
    }

    [Fact]
    public void Logits_WeightsKeptInBytes_StayNearThoseOfFloats()
    {
        int[] tokens = Tokens(CanonConfig, 12, seed: 4);
        float[] exact = Straight(new ForwardPass(Random(CanonConfig, seed: 3)), tokens, 3);
        float[] rounded = Straight(new ForwardPass(Random(CanonConfig, seed: 3, WeightFormat.Int8)), tokens, 3);

        double difference = Math.Sqrt(exact.Zip(rounded).Average(pair => Math.Pow(pair.First - pair.Second, 2)) / exact.Average(value => value * (double)value));
        Assert.InRange(difference, 1e-4, 0.05);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CoreStep_OneTokenAtATime_EqualsTeacherForcing(Architectures architecture)
    {
        var pass = new ForwardPass(Random(Config(architecture), seed: 7));
        int[] tokens = Tokens(pass.Model.Config, 40, seed: 8);
        float[] expected = Straight(pass, tokens, Steps4);
        foreach (int chunk in (int[])[1, 3, 16])
        {
            using var sequence = pass.Model.CreateSequence(tokens.Length);
            List<float> actual = [];
            foreach (int[] part in tokens.Chunk(chunk))
            {
                int first = sequence.Length;
                pass.Prelude(sequence, part);
                Steps(pass, Rows(sequence, first), Steps4);
                actual.AddRange(Logits(pass, Rows(sequence, first)));
            }

            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CoreStep_ResumedAfterReading_EqualsStraightRun(Architectures architecture)
    {
        var pass = new ForwardPass(Random(Config(architecture), seed: 9));
        int[] tokens = Tokens(pass.Model.Config, 21, seed: 10);
        using var sequence = pass.Model.CreateSequence(tokens.Length);

        // The shallow pass: the prompt at once, then a draft token by token, read out at depth 2.
        pass.Prelude(sequence, tokens.AsSpan(0, 15));
        Steps(pass, Rows(sequence), 2);
        float[] shallow = Logits(pass, new Row(sequence, 14));
        for (int t = 15; t < tokens.Length; t++)
        {
            pass.Prelude(sequence, tokens.AsSpan(t, 1));
            Steps(pass, Rows(sequence, t), 2);
            shallow = Logits(pass, new Row(sequence, t));
        }

        // The deep pass resumes prompt and draft as one batch.
        Steps(pass, Rows(sequence), 5);

        Assert.Equal(Straight(pass, tokens, 2)[^shallow.Length..], shallow);
        Assert.Equal(Straight(pass, tokens, 7), Logits(pass, Rows(sequence)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Truncate_ThenOtherTokens_EqualsFreshSequence(Architectures architecture)
    {
        var pass = new ForwardPass(Random(Config(architecture), seed: 11));
        int[] kept = Tokens(pass.Model.Config, 37, seed: 12);
        int[] dropped = Tokens(pass.Model.Config, 50, seed: 13);
        int[] added = Tokens(pass.Model.Config, 6, seed: 14);
        using var sequence = pass.Model.CreateSequence(100);
        pass.Prelude(sequence, [.. kept, .. dropped]);
        Steps(pass, Rows(sequence), Steps4);
        Steps(pass, Rows(sequence, kept.Length), 3);
        Logits(pass, Rows(sequence));

        sequence.Truncate(kept.Length);
        pass.Prelude(sequence, added);
        Steps(pass, Rows(sequence, kept.Length), Steps4);

        Assert.Equal(Straight(pass, [.. kept, .. added], Steps4), Logits(pass, Rows(sequence)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CoreStep_AmongRowsOfOtherSequencesAndDepths_EqualsAlone(Architectures architecture)
    {
        var model = Random(Config(architecture), seed: 15);
        var pass = new ForwardPass(model);
        var random = new Random(16);
        int[][] prompts = [.. Enumerable.Range(0, 7).Select(i => Tokens(model.Config, 1 + random.Next(20), seed: 100 + i))];
        int[] depths = [.. prompts.Select(_ => 1 + random.Next(9))];
        var sequences = prompts.Select(p => model.CreateSequence(p.Length)).ToArray();
        for (int i = 0; i < prompts.Length; i++)
        {
            sequences[i].Append(prompts[i]);
        }

        pass.Prelude([.. sequences.SelectMany(s => Rows(s))]);

        // Every pass takes those that are not done yet, in another order, some joining late.
        for (int round = 0; sequences.Where((s, i) => s.Depth(0) < depths[i]).Any(); round++)
        {
            var rows = sequences.Where((s, i) => i <= round && s.Depth(0) < depths[i]).SelectMany(s => Rows(s)).ToArray();
            random.Shuffle(rows);
            pass.CoreStep(rows);
        }

        var last = sequences.Select(s => new Row(s, s.Length - 1)).ToArray();
        float[] together = Logits(pass, last);
        for (int i = 0; i < prompts.Length; i++)
        {
            int vocabulary = model.Config.PaddedVocabularySize;
            Assert.Equal(Straight(new ForwardPass(model), prompts[i], depths[i])[^vocabulary..], together[(i * vocabulary)..][..vocabulary]);
            sequences[i].Dispose();
        }
    }

    [Theory]
    [InlineData(Architectures.Huginn)]
    [InlineData(Architectures.CanonAttentiveCoda)]
    public void Logits_AfterAnyReadings_EqualOneReadingAtTheEnd(Architectures architecture)
    {
        var pass = new ForwardPass(Random(Config(architecture), seed: 17));
        int[] tokens = Tokens(pass.Model.Config, 12, seed: 18);
        var random = new Random(19);
        for (int trial = 0; trial < 30; trial++)
        {
            using var read = pass.Model.CreateSequence(tokens.Length, CacheLookup.Latest);
            using var unread = pass.Model.CreateSequence(tokens.Length, CacheLookup.Latest);
            pass.Prelude(read, tokens);
            pass.Prelude(unread, tokens);
            Steps(pass, [.. Rows(read), .. Rows(unread)], 1);
            for (int i = 0; i < 6; i++)
            {
                int position = random.Next(tokens.Length);
                pass.CoreStep([new Row(read, position), new Row(unread, position)]);
                Logits(pass, [.. Enumerable.Range(0, 3).Select(_ => new Row(read, random.Next(tokens.Length)))]);
            }

            Assert.Equal(Logits(pass, Rows(unread)), Logits(pass, Rows(read)));
        }
    }

    [Fact]
    public void CoreStep_SharedSlotsForAllSteps_ChangeNothing_FewerChangeSomething()
    {
        var pass = new ForwardPass(Random(SmallConfig, seed: 20));
        int[] tokens = Tokens(SmallConfig, 14, seed: 21);
        float[] expected = Decode("full");

        Assert.Equal(expected, Decode($"latest-compress-s{SmallConfig.CoreLayers * Steps4}"));
        Assert.Equal(expected, Decode("latest"));
        Assert.NotEqual(expected, Decode($"latest-compress-s{SmallConfig.CoreLayers * (Steps4 - 1)}"));

        float[] Decode(string lookup)
        {
            using var sequence = pass.Model.CreateSequence(tokens.Length, CacheLookup.Parse(lookup));
            foreach (int token in tokens)
            {
                pass.Prelude(sequence, [token]);
                Steps(pass, Rows(sequence, sequence.Length - 1), Steps4);
            }

            return Logits(pass, Rows(sequence));
        }
    }

    [Fact]
    public void Convergence_AfterAStep_IsTheRelativeChangeOfTheState()
    {
        var pass = new ForwardPass(Random(SmallConfig, seed: 22));
        using var sequence = pass.Model.CreateSequence(4, initialState: InitialState.Seeded(1));
        pass.Prelude(sequence, [1, 2, 3]);
        Assert.Equal(float.PositiveInfinity, sequence.Convergence(2));
        for (int step = 0; step < 3; step++)
        {
            float[] before = sequence.LatentState(2).ToArray();
            pass.CoreStep(Rows(sequence));
            float[] after = sequence.LatentState(2).ToArray();
            double change = Math.Sqrt(after.Zip(before, (a, b) => Math.Pow(a - b, 2)).Sum() / after.Sum(a => (double)a * a));

            Assert.Equal(change, sequence.Convergence(2), 1e-5);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Coda_InPieces_LeavesTheLogitsBitwiseWhatTheyAre(int limit)
    {
        foreach (var architecture in Enum.GetValues<Architectures>())
        {
            var pass = new ForwardPass(Random(Config(architecture), seed: 41));
            using var whole = Begun(pass);
            using var pieces = Begun(pass);
            for (int step = 0; step < 2; step++)
            {
                Steps(pass, Rows(whole, 10), 1);
                Steps(pass, Rows(pieces, 10), 1);
                int ran = 0;
                for (int piece = -1; piece != 0; ran += piece)
                {
                    piece = pass.Coda(pieces, 45, limit);
                    Assert.InRange(piece, 0, limit);
                }

                bool attends = pass.Model.Config is { CodaAttention: true, CodaLayers: > 0 };
                Assert.Equal(attends ? 45 - (step == 0 ? 0 : 10) : 0, ran);
                Assert.Equal(Logits(pass, Rows(whole, 48)), Logits(pass, Rows(pieces, 48)));
            }
        }

        static SequenceState Begun(ForwardPass pass)
        {
            var sequence = pass.Model.CreateSequence(64);
            pass.Prelude(sequence, Tokens(pass.Model.Config, 50, seed: 42));
            Steps(pass, Rows(sequence), 2);
            return sequence;
        }
    }

    [Fact]
    public void CoreStep_WarmedUp_AllocatesNothing()
    {
        var pass = new ForwardPass(Random(CanonConfig, seed: 23));
        using var sequence = pass.Model.CreateSequence(64, CacheLookup.Parse("latest-compress-s1"));
        pass.Prelude(sequence, Tokens(CanonConfig, 50, seed: 24));
        var rows = Rows(sequence);
        float[] logits = new float[rows.Length * CanonConfig.PaddedVocabularySize];
        Steps(pass, rows, 2);
        pass.Logits(rows, logits);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            pass.CoreStep(rows);
            pass.Logits(rows, logits);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void CoreStep_BadRows_AreRefusedAndChangeNothing()
    {
        var pass = new ForwardPass(Random(SmallConfig, seed: 25));
        using var sequence = pass.Model.CreateSequence(8, maxSteps: 2);
        using var foreign = Random(SmallConfig, seed: 26).CreateSequence(8);
        pass.Prelude(sequence, [1, 2, 3]);
        sequence.Append([4]);
        var good = new Row(sequence, 0);

        Assert.Throws<ArgumentException>(() => pass.CoreStep([good, good]));
        Assert.Throws<ArgumentException>(() => pass.CoreStep([good, new Row(sequence, 3)]));
        Assert.Throws<ArgumentException>(() => pass.CoreStep([good, new Row(sequence, -1)]));
        Assert.Throws<ArgumentException>(() => pass.CoreStep([good, new Row(foreign, 0)]));
        Assert.Equal(0, sequence.Depth(0));
        Steps(pass, Rows(sequence)[..3], 2);
        Assert.Throws<ArgumentException>(() => pass.CoreStep([good]));
        Assert.Equal(2, sequence.Depth(0));
    }

    [Fact]
    public void Prelude_BadRows_AreRefusedAndChangeNothing()
    {
        var pass = new ForwardPass(Random(SmallConfig, seed: 27));
        using var sequence = pass.Model.CreateSequence(8);
        using var foreign = Random(SmallConfig, seed: 28).CreateSequence(8);
        foreign.Append([1]);
        sequence.Append([1, 2, 3]);
        var first = new Row(sequence, 0);

        Assert.Throws<ArgumentException>(() => pass.Prelude([new Row(sequence, 1)]));
        Assert.Throws<ArgumentException>(() => pass.Prelude([first, first]));
        Assert.Throws<ArgumentException>(() => pass.Prelude([first, new Row(foreign, 0)]));
        Assert.Throws<ArgumentException>(() => pass.Prelude([first, new Row(sequence, 1), new Row(sequence, 2), new Row(sequence, 3)]));
        Assert.Equal(0, sequence.Embedded);
        Assert.Throws<InvalidOperationException>(() => Logits(pass, first));
    }

    private static float[] Straight(ForwardPass pass, int[] tokens, int steps)
    {
        using var sequence = pass.Model.CreateSequence(tokens.Length);
        pass.Prelude(sequence, tokens);
        Steps(pass, Rows(sequence), steps);
        return Logits(pass, Rows(sequence));
    }
}
