using DualPath.Model;
using DualPath.Model.Weights;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private static readonly TrainingConfig Tiny = TrainingConfig.All.Single(config => config.Name == "tiny");
    private readonly string _file = Path.GetTempFileName();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void TrainPool_StoppedAndResumed_EndsWithTheSameWeightsBitForBit()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var straight = new Trainer(Tiny, seed: 4);
        for (int i = 0; i < 4; i++)
        {
            straight.TrainPool(cancellationToken);
        }

        using (var first = new Trainer(Tiny, seed: 4))
        {
            first.TrainPool(cancellationToken);
            first.TrainPool(cancellationToken);
            TrainingState.Save(first, _file);
        }

        using var resumed = new Trainer(Tiny, seed: 4);
        TrainingState.Load(resumed, _file);
        resumed.TrainPool(cancellationToken);
        resumed.TrainPool(cancellationToken);

        Assert.Equal((straight.TokensDone, straight.PoolsDone, straight.Optimizer.Steps), (resumed.TokensDone, resumed.PoolsDone, resumed.Optimizer.Steps));
        Assert.Equal(Weights(straight), Weights(resumed));
    }

    [Fact]
    public void TrainPool_OneWorkerOrTwo_EndsWithTheSameWeightsBitForBit()
    {
        using var one = new Trainer(Tiny with { Workers = 1, MicroBatches = 3 }, seed: 4);
        using var two = new Trainer(Tiny with { Workers = 2, MicroBatches = 3 }, seed: 4);
        one.TrainPool(TestContext.Current.CancellationToken);
        two.TrainPool(TestContext.Current.CancellationToken);
        Assert.Equal(Weights(one), Weights(two));
    }

    [Fact]
    public void TrainPool_CoreWithExperts_LearnsAndKeepsThemBusy()
    {
        var model = Tiny.Model with { CoreExperts = 4, CoreExpertsActive = 1, CoreExpertSize = 8, CoreSharedExpertSize = 16 };
        using var trainer = new Trainer(Tiny with { Model = model, Tokens = 200_000, BatchTokens = 256, StepsPerPool = 8 }, seed: 1);
        double first = trainer.TrainPool(TestContext.Current.CancellationToken).Loss;
        double last = first;
        for (int i = 0; i < 15; i++)
        {
            last = trainer.TrainPool(TestContext.Current.CancellationToken).Loss;
        }

        Assert.True(last < first / 2, $"{first} -> {last}");
        Assert.Contains(trainer.Parameters[$"transformer.core_block.0.{TensorCatalog.RouterBias}"].data<float>().ToArray(), bias => bias != 0);
    }

    [Fact]
    public void TrainPool_ManySteps_LowersTheLoss()
    {
        using var trainer = new Trainer(Tiny with { Tokens = 200_000, BatchTokens = 256, StepsPerPool = 8 }, seed: 1);
        double first = trainer.TrainPool(TestContext.Current.CancellationToken).Loss;
        double last = first;
        for (int i = 0; i < 15; i++)
        {
            last = trainer.TrainPool(TestContext.Current.CancellationToken).Loss;
        }

        Assert.True(last < first / 2, $"{first} -> {last}");
    }

    [Fact]
    public void Load_StateOfAnotherConfiguration_IsRefused()
    {
        File.WriteAllBytes(_file, [1, 2, 3]);
        using var trainer = new Trainer(Tiny, seed: 1);
        Assert.Contains(_file, Assert.Throws<ModelFormatException>(() => TrainingState.Load(trainer, _file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WarmStart_ModelWithOtherWords_KeepsTheWeightsAndTheRowsOfTheWordsBothKnow()
    {
        var narrow = Tiny with { Stages = [.. Tiny.Stages.Take(1)] };
        using var model = new Trainer(narrow, seed: 4);
        model.TrainPool(TestContext.Current.CancellationToken);
        ModelExport.Write(model, _folder);

        using var wide = new Trainer(Tiny, seed: 5);
        string untouched = wide.Vocabulary.Words.First(word => !model.Vocabulary.Contains(word));
        float[] before = Row(wide, untouched, wide.Parameters);
        WarmStart.Load(wide, _folder);

        Assert.True(wide.Vocabulary.Size > model.Vocabulary.Size);
        Assert.All(model.Vocabulary.Words, word => Assert.Equal(Stored(Row(model, word, model.Optimizer.Average)), Row(wide, word, wide.Parameters)));
        Assert.Equal(before, Row(wide, untouched, wide.Parameters));
        Assert.Equal(Stored(model.Optimizer.Average[TensorCatalog.Adapter].data<float>().ToArray()), wide.Parameters[TensorCatalog.Adapter].data<float>().ToArray());
        Assert.All(wide.Parameters, parameter => Assert.Equal(parameter.Value.data<float>().ToArray(), wide.Optimizer.Average[parameter.Key].data<float>().ToArray()));
    }

    [Fact]
    public void WarmStart_ModelOfAnotherWidth_IsRefusedByFolderAndTensor()
    {
        using var model = new Trainer(Tiny with { Model = Tiny.Model with { HiddenSize = 32 } }, seed: 4);
        ModelExport.Write(model, _folder);
        using var trainer = new Trainer(Tiny, seed: 5);
        var error = Assert.Throws<ModelFormatException>(() => WarmStart.Load(trainer, _folder));
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Contains("transformer.", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        File.Delete(_file);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>As a checkpoint has it, in bfloat16.</summary>
    private static float[] Stored(float[] values)
    {
        using var rounded = TorchSharp.torch.tensor(values).to(TorchSharp.torch.bfloat16).to(TorchSharp.torch.float32);
        return rounded.data<float>().ToArray();
    }

    private static float[] Row(Trainer trainer, string word, IReadOnlyDictionary<string, TorchSharp.torch.Tensor> of)
    {
        int words = trainer.Vocabulary.Words.Count;
        using var row = of[TensorCatalog.Embedding][trainer.Vocabulary.Size - words + trainer.Vocabulary.Words.Index().Single(entry => entry.Item == word).Index];
        return row.data<float>().ToArray();
    }

    private static float[] Weights(Trainer trainer) =>
        [.. trainer.Parameters.Values.Concat(trainer.Optimizer.Average.Values).SelectMany(tensor => tensor.data<float>().ToArray())];
}
