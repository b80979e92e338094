using DualPath.Model.Generation;
using DualPath.Model.KvCache;
using DualPath.Model.Weights;
using static DualPath.Model.Tests.TestModels;

namespace DualPath.Model.Tests.Generation;

public sealed class WavefrontSamplerTests
{
    public static TheoryData<Architectures> All => [.. Enum.GetValues<Architectures>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Generate_OnePositionAndAllStepsAtOnce_IsPlainDecoding(Architectures architecture)
    {
        var model = Random(Config(architecture), seed: 1);
        var sampler = new WavefrontSampler(model) { InnerSteps = 6, MostPositions = 1 };
        foreach (int length in new[] { 1, 2, 7 })
        {
            int[] prompt = Tokens(model.Config, length, seed: 2);
            var (tokens, passes) = sampler.Generate(prompt, newTokens: 12, steps: 6);

            Assert.Equal(new ReferenceGenerator(model).Greedy(prompt, 12, 6, CacheLookup.Full), tokens);
            Assert.Equal(12 * 6, passes);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Generate_ManyPositionsOfARecurrenceThatComesToRest_GivesThePlainAnswerInFewerPasses(int innerSteps)
    {
        const int Steps = 64;
        var model = Contracting(CanonConfig);
        var sampler = new WavefrontSampler(model) { InnerSteps = innerSteps, Tolerance = 1e-5, Mixing = 0 };
        var generator = new ReferenceGenerator(model);
        int total = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            int[] prompt = Tokens(model.Config, 5, seed);
            var (tokens, passes) = sampler.Generate(prompt, newTokens: 12, Steps);

            Assert.Equal(generator.Greedy(prompt, 12, Steps, CacheLookup.Full), tokens);
            total += passes;
        }

        Assert.True(total < 10 * 12 * Steps / 2, $"{total} passes");
    }

    [Fact]
    public void Generate_StepsThatAreNotWholeRounds_AreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WavefrontSampler(Random(CanonConfig, seed: 1)) { InnerSteps = 4 }.Generate([1, 2], 3, steps: 6));

    /// <summary>A recurrence that soon forgets where it began: little of the latent state comes through the adapter, which reads [state h | embedded input h].</summary>
    private static RecurrentDepthModel Contracting(ModelConfig config)
    {
        var random = RandomTensors(config, seed: 1);
        return RecurrentDepthModel.Create(config, new InMemoryTensors(random.Tensors.ToDictionary(spec => spec, spec =>
        {
            float[] values = new float[spec.Count];
            random.Read(spec.Name, 0, values);
            for (int i = 0; spec.Name == TensorCatalog.Adapter && i < values.Length; i++)
            {
                values[i] *= i % (2 * config.HiddenSize) < config.HiddenSize ? 0.2f : 1;
            }

            return values;
        })));
    }
}
