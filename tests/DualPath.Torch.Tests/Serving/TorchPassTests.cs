using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Torch.Serving;
using TorchSharp;
using static TorchSharp.torch;

namespace DualPath.Torch.Tests.Serving;

/// <summary>Both implementations of the engine's port, driven through the same passes, on every kind of architecture.</summary>
public sealed class TorchPassTests
{
    private static readonly ModelConfig Huginn = new()
    {
        HiddenSize = 32,
        Heads = 2,
        IntermediateSize = 48,
        VocabularySize = 40,
        ContextLength = 96,
        PreludeLayers = 2,
        CoreLayers = 2,
        CodaLayers = 2,
    };

    private static readonly ModelConfig Canon = Huginn with { PreludeLayers = 1, CodaLayers = 1, CanonTapsEmbedding = 5, CanonTapsCore = 3, CodaAttention = false };

    public static TheoryData<string> Architectures => ["huginn", "canon", "attentive canon", "experts", "core only"];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Reserve_BeforeAStep_TakesAllThatTheStepNeedsAndNoMoreThanWasSaid(string architecture)
    {
        var config = Named(architecture);
        using var torch = Network(config, out INetwork managed);
        foreach (var network in new[] { managed, torch })
        {
            var pass = network.CreatePass();
            using var sequence = network.CreateSequence();
            for (int length = 0, depth = 0; length < 70; length += 35)
            {
                pass.Prelude(sequence, [.. Enumerable.Range(0, 35).Select(i => i % config.VocabularySize)]);
                sequence.Mark();
                for (depth = 0; depth < 5; depth++)
                {
                    pass.Reserve(sequence, length, 35);
                    long reserved = sequence.AllocatedBytes;
                    pass.CoreStep([.. Enumerable.Range(length, 35).Select(position => new SequenceRow(sequence, position))]);
                    Assert.Equal(reserved, sequence.AllocatedBytes);
                }

                pass.Logits([new SequenceRow(sequence, sequence.Length - 1)], new float[config.PaddedVocabularySize]);
                Assert.InRange(sequence.AllocatedBytes, 1, network.SequenceBytes(sequence.Length, depth));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Passes_OfAnyRows_EqualTheManagedModel(string architecture)
    {
        var config = Named(architecture);
        using var torch = Network(config, out INetwork managed);
        var random = new Random(7);
        var networks = new[] { managed, torch };
        INetworkPass[] passes = [.. networks.Select(network => network.CreatePass())];
        ISequence[][] sequences = [.. networks.Select(network => Enumerable.Range(0, 3).Select(_ => network.CreateSequence()).ToArray())];
        for (int round = 0; round < 60; round++)
        {
            // New tokens for one sequence, or the end of it cut off.
            int chosen = random.Next(3);
            int length = sequences[0][chosen].Length;
            if (length > 40)
            {
                int keep = random.Next(1, length);
                Both(i => sequences[i][chosen].Truncate(keep));
            }

            int[] tokens = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(config.VocabularySize))];
            float[][] embedded = [new float[tokens.Length * config.HiddenSize], new float[tokens.Length * config.HiddenSize]];
            Both(i => passes[i].Prelude(sequences[i][chosen], tokens, embedded[i]));
            Assert.All(embedded[0].Zip(embedded[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-3));

            // Steps of any rows of any sequences; depths of neighbours differ.
            for (int step = 0; step < 3; step++)
            {
                (int Sequence, int Position)[] rows =
                    [.. Enumerable.Range(0, 3).SelectMany(s => Enumerable.Range(0, sequences[0][s].Length).Select(p => (s, p))).Where(_ => random.Next(3) > 0)];
                Both(i => passes[i].CoreStep(Rows(i, rows)));
            }

            (int Sequence, int Position)[] asked = [.. Enumerable.Range(0, 4).Select(_ => random.Next(3)).Where(s => sequences[0][s].Length > 0)
                .Select(s => (s, random.Next(sequences[0][s].Length))).Distinct()];
            int end = random.Next(sequences[0][chosen].Length);
            int[] ran = new int[2];
            Both(i => ran[i] = passes[i].Coda(sequences[i][chosen], end, 5));
            Assert.Equal(ran[0], ran[1]);
            float[][] logits = [new float[asked.Length * config.PaddedVocabularySize], new float[asked.Length * config.PaddedVocabularySize]];
            Both(i => passes[i].Logits(Rows(i, asked), logits[i]));
            Near(logits[0], logits[1]);
            foreach (var (s, p) in asked)
            {
                Assert.Equal(sequences[0][s].Depth(p), sequences[1][s].Depth(p));
                Near(sequences[0][s].LatentState(p).ToArray(), sequences[1][s].LatentState(p).ToArray());
                if (sequences[0][s].Depth(p) > 0)
                {
                    Assert.Equal(sequences[0][s].Convergence(p), sequences[1][s].Convergence(p), 1e-3f);
                }
            }

            Assert.Equal(sequences[0][chosen].Tokens.ToArray(), sequences[1][chosen].Tokens.ToArray());
        }

        Assert.All(sequences[1], sequence => Assert.True(sequence.AllocatedBytes > 0));
        Both(i => Array.ForEach(sequences[i], sequence => sequence.Dispose()));
        Assert.All(sequences[1], sequence => Assert.Equal(0, sequence.Length));

        void Both(Action<int> act)
        {
            act(0);
            act(1);
        }

        SequenceRow[] Rows(int network, (int Sequence, int Position)[] rows) => [.. rows.Select(row => new SequenceRow(sequences[network][row.Sequence], row.Position))];
    }

    [Theory]
    [InlineData(50)]
    [InlineData(40)]
    [InlineData(20)]
    public void RollBack_AfterStepsAndPositions_IsWhatItWasAtTheMark(int kept)
    {
        foreach (var config in new[] { Huginn, Canon, Canon with { CodaAttention = true } })
        {
            using var torch = Network(config, out _);
            var pass = torch.CreatePass();
            using var sequence = Begun(torch, pass);
            using var untouched = Begun(torch, pass);
            long before = untouched.AllocatedBytes;
            untouched.Truncate(kept);

            sequence.Mark();
            Step(pass, sequence, 30, 2);
            sequence.Truncate(kept);
            pass.Prelude(sequence, [.. Enumerable.Range(0, 40)]);
            Step(pass, sequence, 0, 3);
            pass.Logits([new(sequence, sequence.Length - 1)], new float[config.PaddedVocabularySize]);
            Assert.True(sequence.AllocatedBytes > before);
            sequence.RollBack();

            // The coda's entries were overwritten, so it may be less. Unlike truncation it gives memory back.
            Assert.InRange(sequence.AllocatedBytes, kept == 50 && !config.CodaAttention ? before : 1, before);
            Assert.Equal(untouched.Tokens.ToArray(), sequence.Tokens.ToArray());
            for (int position = 0; position < kept; position++)
            {
                Assert.Equal((untouched.Depth(position), untouched.Convergence(position)), (sequence.Depth(position), sequence.Convergence(position)));
                Assert.Equal(untouched.LatentState(position), sequence.LatentState(position));
            }

            Near(GoneOn(pass, untouched), GoneOn(pass, sequence));
        }

        static ISequence Begun(TorchNetwork network, INetworkPass pass)
        {
            var sequence = network.CreateSequence();
            pass.Prelude(sequence, [.. Enumerable.Range(0, 50).Select(i => i * 7 % 40)]);
            pass.CoreStep([.. Enumerable.Range(0, 30).Select(position => new SequenceRow(sequence, position))]);
            Step(pass, sequence, 0, 2);
            pass.Logits([new(sequence, 49)], new float[network.Config.PaddedVocabularySize]);
            return sequence;
        }

        static void Step(INetworkPass pass, ISequence sequence, int first, int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                pass.CoreStep([.. Enumerable.Range(first, sequence.Length - first).Select(position => new SequenceRow(sequence, position))]);
            }
        }

        static float[] GoneOn(INetworkPass pass, ISequence sequence)
        {
            pass.Prelude(sequence, [1, 2, 3]);
            Step(pass, sequence, 0, 2);
            float[] logits = new float[Huginn.PaddedVocabularySize];
            pass.Logits([new(sequence, sequence.Length - 1)], logits);
            return logits;
        }
    }

    [Fact]
    public void Prelude_TokenOrLengthThatDoesNotFit_IsRefusedAndHarmsNothing()
    {
        using var torch = Network(Huginn, out _);
        var pass = torch.CreatePass();
        using var sequence = torch.CreateSequence();
        pass.Prelude(sequence, [1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => pass.Prelude(sequence, [3, 40]));
        Assert.Throws<ArgumentOutOfRangeException>(() => pass.Prelude(sequence, [-1]));
        Assert.Throws<InvalidOperationException>(() => pass.Prelude(sequence, new int[95]));
        Assert.Equal(2, sequence.Length);
        sequence.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pass.Prelude(sequence, [1]));
    }

    [Fact]
    public void Passes_LeaveNoTensorsBehind()
    {
        using var torch = Network(Huginn, out _);
        var pass = torch.CreatePass();
        using var sequence = torch.CreateSequence();
        pass.Prelude(sequence, [1, 2, 3]);
        Round();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
        {
            Round();
        }

        // One store of keys and one of values for every layer of every further step.
        Assert.Equal(before + (5 * 2 * Huginn.CoreLayers), DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Round()
        {
            pass.CoreStep([new(sequence, 0), new(sequence, 1), new(sequence, 2)]);
            pass.Logits([new(sequence, 2)], new float[Huginn.PaddedVocabularySize]);
        }
    }

    [Theory]
    [InlineData("cpu", null)]
    [InlineData("cuda", "is not known")]
    [InlineData("cuda:", "is not known")]
    [InlineData("cuda:-1", "is not known")]
    [InlineData("cuda:99", "is not to be had")]
    [InlineData("tpu", "is not known")]
    public void ProblemWith_Device_SaysWhy(string device, string? problem)
    {
        string? found = new TorchBackend().ProblemWith(device);
        Assert.Equal(problem is null, found is null);
        Assert.StartsWith(problem ?? "", found ?? "", StringComparison.Ordinal);
    }

    private static ModelConfig Named(string architecture) => architecture switch
    {
        "huginn" => Huginn,
        "canon" => Canon,
        "attentive canon" => Canon with { CodaAttention = true },
        "experts" => Canon with { CoreExperts = 6, CoreExpertsActive = 2, CoreExpertSize = 16, CoreSharedExpertSize = 24 },
        _ => Huginn with { PreludeLayers = 0, CodaLayers = 0, QkBias = false },
    };

    private static TorchNetwork Network(ModelConfig config, out INetwork managed)
    {
        var random = new Random(3);
        var values = TensorCatalog.For(config).ToDictionary(spec => spec, spec => Enumerable.Range(0, (int)spec.Count)
            .Select(i => spec.Shape.Count == 1 ? 1 + (0.4f * (random.NextSingle() - 0.5f)) : (ReadsState(spec, i) ? 0.1f : 0.7f) * (random.NextSingle() - 0.5f))
            .ToArray());
        managed = RecurrentDepthModel.Create(config, new InMemoryTensors(values));
        return new TorchNetwork(new RecurrentDepthNetwork(config, spec => tensor(values.First(pair => pair.Key.Name == spec.Name).Value).reshape([.. spec.Shape.Select(size => (long)size)])));
    }

    /// <summary>The adapter's half for the state; small, the recurrence contracts, and differences of rounding do not grow from step to step.</summary>
    private static bool ReadsState(TensorSpec spec, int index) => spec.Name == TensorCatalog.Adapter && index % spec.Shape[1] < spec.Shape[0];

    private static void Near(float[] expected, float[] actual) => Assert.Equal(expected, actual, (a, b) => MathF.Abs(a - b) < 1e-4f * (1 + MathF.Abs(a)));
}
