using DualPath.Training.Training;
using static TorchSharp.torch;

namespace DualPath.Training.Tests.Training;

public sealed class OptimizerTests
{
    [Theory]
    [InlineData(1, 24, 24)]
    [InlineData(1, 48, 16)]
    [InlineData(1, 16, 48)]
    [InlineData(3, 32, 16)]
    public void Orthogonal_AnyMatrices_HaveSingularValuesAboutOneAndTheSameDirections(int count, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var matrices = randn([count, rows, columns], generator: generator);
        var result = Optimizer.Orthogonal(matrices);
        for (int i = 0; i < count; i++)
        {
            // Singular values end between 0.7 and 1.2, a little outside for those that began near zero.
            float[] values = linalg.svdvals(result[i]).data<float>().ToArray();
            Assert.All(values.SkipLast(2), value => Assert.InRange(value, 0.6f, 1.3f));

            var (u, _, v) = linalg.svd(matrices[i], fullMatrices: false);
            var exact = u.matmul(v);
            Assert.InRange((result[i] * exact).sum().item<float>() / exact.square().sum().item<float>(), 0.7f, 1.2f);
        }
    }
}
