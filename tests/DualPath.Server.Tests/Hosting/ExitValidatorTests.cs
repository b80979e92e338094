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
}
