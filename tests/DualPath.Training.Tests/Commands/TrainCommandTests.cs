using DualPath.Training.Commands;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Commands;

public sealed class TrainCommandTests
{
    [Theory]
    [InlineData("default", 128)]
    [InlineData("experts", 128)]
    [InlineData("experts", 192)]
    [InlineData("experts", 256)]
    public void Widened_AnyWidth_KeepsHeadsOf32AndAsManyActiveParameters(string name, int width)
    {
        var model = TrainingConfig.All.Single(config => config.Name == name).Model;
        var plain = TrainingConfig.All.Single(config => config.Name == "default").Model;

        var widened = TrainCommand.Widened(model, width);

        Assert.Equal(width, widened.HiddenSize);
        Assert.Equal(32, widened.HeadSize);
        int active = widened.CoreExperts > 0 ? widened.CoreSharedExpertSize + (widened.CoreExpertsActive * widened.CoreExpertSize) : widened.IntermediateSize;
        Assert.Equal(TrainCommand.Widened(plain, width).IntermediateSize, active);
    }

    [Fact]
    public void Widened_TheWidthItHas_ChangesNothing() => Assert.All(
        TrainingConfig.All.Where(config => config.Model.HiddenSize % 32 == 0), config => Assert.Equal(config.Model, TrainCommand.Widened(config.Model, config.Model.HiddenSize)));
}
