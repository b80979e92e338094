using DualPath.Contracts.Generation;
using DualPath.Engine.Verification;
using DualPath.Grains.Hosting;
using DualPath.Server.Hosting;

namespace DualPath.Server.Tests.Hosting;

public sealed class ExitValidatorTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("model")]
    [InlineData("settled@0.0005")]
    [InlineData("latent-diff@0.03")]
    public void Validate_ACriterionTheModelKnows_Succeeds(string exit) =>
        Assert.True(new ExitValidator().Validate(null, new AnsweringOptions { Exit = exit }).Succeeded);

    [Theory]
    [InlineData("")]
    [InlineData("settled")]
    [InlineData("settled@soon")]
    [InlineData("unsettled@1")]
    public void Validate_Another_NamesOptionValueAndChoices(string exit)
    {
        string failure = new ExitValidator().Validate(null, new AnsweringOptions { Exit = exit }).FailureMessage!;
        Assert.Contains($"DualPath:Answering:Exit is '{exit}'", failure, StringComparison.Ordinal);
        Assert.All(ExitRule.Criteria, known => Assert.Contains(known, failure, StringComparison.Ordinal));
    }

    [Fact]
    public void Criteria_AllOfThem_AreKnown() => Assert.All(ExitRule.Criteria, name => Assert.True(ExitRule.IsKnown($"{name}@1"), name));

    [Fact]
    public void Settings_BeforeAModel_TakeItsExitRuleUnlessTheyNameOne()
    {
        var model = new Calibrated();

        Assert.Equal("settled@0.5", new GenerationSettings(1, 2, 3, GenerationSettings.ModelExit).For(model).Exit);
        Assert.Equal("settled@0.1", new GenerationSettings(1, 2, 3, "settled@0.1").For(model).Exit);
        Assert.Null(new GenerationSettings(1, 2, 3).For(model).Exit);
    }

    private sealed class Calibrated : IModelIdentity
    {
        public string Name => "calibrated";

        public string Checksum => "c";

        public string ExitRule => "settled@0.5";
    }
}
