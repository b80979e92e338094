using DualPath.Engine.Models;
using DualPath.Engine.Verification;
using DualPath.Model;

namespace DualPath.Engine.Tests.Models;

public sealed class ModelCalibrationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dualpath-calibration-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_NoFile_HasNoExitRule() => Assert.Null(ModelCalibration.Load(_folder.FullName).Exit);

    [Fact]
    public void Load_WhatWasSaved_IsTheSame()
    {
        new ModelCalibration("latent-diff@0.03").Save(_folder.FullName);
        Assert.Equal("latent-diff@0.03", ModelCalibration.Load(_folder.FullName).Exit);
    }

    [Theory]
    [InlineData("{\"exit\": \"unsettled@1\"}")]
    [InlineData("{\"exit\": 3}")]
    [InlineData("null")]
    [InlineData("{")]
    public void Load_AFileThatIsNone_IsRefusedByName(string content)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, ModelCalibration.FileName), content);
        var error = Assert.Throws<ModelFormatException>(() => ModelCalibration.Load(_folder.FullName));
        Assert.Contains(ModelCalibration.FileName, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kl@0.1")]
    [InlineData("entropy-diff@0.1")]
    [InlineData("argmax-stability@3")]
    [InlineData("settled@0.1")]
    public void ProblemWith_LogitsOfSeveralDepths_IsOneOnlyWhereTheCodaAttends(string rule)
    {
        Assert.NotNull(ExitRule.ProblemWith(rule, EngineFixture.Config with { CodaAttention = true }));
        Assert.Null(ExitRule.ProblemWith(rule, EngineFixture.Config));
        Assert.Null(ExitRule.ProblemWith("latent-diff@0.1", EngineFixture.Config with { CodaAttention = true }));
    }
}
