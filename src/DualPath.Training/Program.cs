using System.CommandLine;
using DualPath.Torch.Native;
using DualPath.Training.Commands;

TorchRuntime.EnsureLoadable();
var root = new RootCommand("Trains, evaluates and checks DualPath's recurrent-depth models.")
{
    TrainCommand.Create(TimeProvider.System),
    EvaluateCommand.Create(),
    EvaluateCommand.CreateQuestions(),
    MeanCommand.Create(),
    CalibrateCommand.Create(),
    ConformCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
