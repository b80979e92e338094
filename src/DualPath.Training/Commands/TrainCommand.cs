using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using DualPath.Model;
using DualPath.Training.Evaluation;
using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Commands;

/// <summary><c>train</c>: runs or resumes a training run, keeps its log and its checkpoint in one folder.</summary>
internal static class TrainCommand
{
    private const double CollapseCorrelation = 0.9;
    private const int CollapseEvaluations = 3;
    private static readonly int[] Depths = [1, 2, 4, 8, 16];
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(2);

    public static Command Create(TimeProvider time)
    {
        var config = new Option<string>("--config") { Description = "Name of the configuration.", DefaultValueFactory = _ => "default" };
        config.AcceptOnlyFromAmong([.. TrainingConfig.All.Select(known => known.Name)]);
        var seed = new Option<int>("--seed") { Description = "Seed of everything that is drawn.", DefaultValueFactory = _ => 1 };
        var output = new Option<DirectoryInfo>("--output") { Description = "Folder for checkpoint, log and model.", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint in the output folder." };
        var tokens = new Option<long?>("--tokens") { Description = "Tokens to train on, instead of the configuration's." };
        var tasks = new Option<string[]>("--tasks") { Description = "Train on these tasks only; what the others ask is declined, if refusal is among these.", AllowMultipleArgumentsPerToken = true };
        tasks.AcceptOnlyFromAmong([.. TaskSet.All.Select(task => task.Name)]);
        var width = new Option<int?>("--width") { Description = "Width of the model in multiples of 32, instead of the configuration's, to try something out." };
        width.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } value && (value < 32 || value % 32 != 0))
            {
                result.AddError("--width takes a multiple of 32.");
            }
        });
        var rate = new Option<double?>("--rate") { Description = "Learning rate after the warm-up, instead of the configuration's." };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } value && !(value > 0 && value < 1))
            {
                result.AddError("--rate takes a number above 0 and below 1.");
            }
        });
        var from = new Option<DirectoryInfo?>("--from") { Description = "Model folder whose weights the run begins with, instead of chance." };
        var command = new Command("train", "Trains a model.") { config, seed, output, resume, tokens, tasks, width, rate, from };
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) && result.GetValue(from) is not null)
            {
                result.AddError("--from begins a run, --resume goes on with one: give one of them.");
            }
        });
        command.SetAction((arguments, cancellationToken) =>
        {
            var known = TrainingConfig.All.Single(candidate => candidate.Name == arguments.GetValue(config));
            known = known with { Tokens = arguments.GetValue(tokens) ?? known.Tokens, Rate = arguments.GetValue(rate) ?? known.Rate };
            if (arguments.GetValue(tasks) is { Length: > 0 } only)
            {
                known = known.Only(only);
            }

            if (arguments.GetValue(width) is { } wide)
            {
                known = known with { Model = Widened(known.Model, wide) };
            }

            if (known.Stages.Count == 0)
            {
                Console.Error.WriteLine("--tasks names no task of the configuration.");
                return Task.FromResult(1);
            }

            return Task.FromResult(Run(known, arguments.GetValue(seed), arguments.GetValue(output)!.FullName, arguments.GetValue(resume), arguments.GetValue(from)?.FullName, time, cancellationToken));
        });
        return command;
    }

    /// <summary>Heads of 32; the gated MLP, and the experts within it, keep their inner width in proportion.</summary>
    internal static ModelConfig Widened(ModelConfig model, int width)
    {
        int inner = model.IntermediateSize * width / model.HiddenSize / 16 * 16;
        int expert = model.CoreExpertSize * inner / model.IntermediateSize;
        int shared = model.CoreExperts > 0 ? inner - (model.CoreExpertsActive * expert) : 0;
        return model with { HiddenSize = width, Heads = width / 32, IntermediateSize = inner, CoreExpertSize = expert, CoreSharedExpertSize = shared };
    }

    private static int Run(TrainingConfig config, int seed, string output, bool resume, string? from, TimeProvider time, CancellationToken cancellationToken)
    {
        TorchSharp.torch.set_num_threads(1);
        Directory.CreateDirectory(output);
        string state = Path.Combine(output, "training-state.bin");
        using var trainer = new Trainer(config, seed);
        if (resume)
        {
            TrainingState.Load(trainer, state);
        }
        else if (File.Exists(state))
        {
            Console.Error.WriteLine($"{state} exists; add --resume to go on with it, or choose another folder.");
            return 1;
        }
        else if (from is not null)
        {
            WarmStart.Load(trainer, from);
        }

        using var log = new StreamWriter(Path.Combine(output, "train.log"), append: resume) { AutoFlush = true };
        using var curve = new StreamWriter(Path.Combine(output, "curves.csv"), append: resume);
        if (!resume)
        {
            curve.WriteLine("tokens,seconds,task,level,steps,accuracy");
        }

        int parameters = trainer.Parameters.Values.Sum(value => (int)value.numel());
        Say($"{config.Name}, seed {seed}: {parameters:N0} parameters, {trainer.Vocabulary.Size} tokens in the vocabulary, {config.Tokens:N0} tokens to train on");
        long start = time.GetTimestamp();
        long saved = start;
        long tokensAtStart = trainer.TokensDone;
        int nextEvaluation = trainer.Optimizer.Steps + config.EvaluateEvery;
        int collapsed = 0;
        while (!trainer.IsDone && !cancellationToken.IsCancellationRequested)
        {
            var pool = trainer.TrainPool(CancellationToken.None);
            var elapsed = time.GetElapsedTime(start);
            double speed = (trainer.TokensDone - tokensAtStart) / elapsed.TotalSeconds;
            var left = TimeSpan.FromSeconds((config.Tokens - trainer.TokensDone) / speed);
            if (pool.Events.Count > 0 || trainer.PoolsDone % 10 == 0)
            {
                Say($"step {trainer.Optimizer.Steps} tokens {trainer.TokensDone / 1e6:F2} M loss {pool.Loss:F3} right {pool.Accuracy:P0} depth {pool.Depth:F1} "
                    + $"norm {pool.Norm:F2} {speed:F0} tok/s left {left:hh\\:mm\\:ss} {string.Join(", ", pool.Events)}");
            }

            if (trainer.Optimizer.Steps >= nextEvaluation)
            {
                nextEvaluation += config.EvaluateEvery;
                collapsed = Evaluate(elapsed).TokenCorrelation > CollapseCorrelation ? collapsed + 1 : 0;
                if (collapsed >= CollapseEvaluations)
                {
                    Say($"Stopped: the latent states of all tokens have been one and the same over {collapsed} evaluations. A lower learning rate or another seed may help.");
                    return 2;
                }
            }

            if (time.GetElapsedTime(saved) >= SaveEvery)
            {
                TrainingState.Save(trainer, state);
                ModelExport.Write(trainer, output);
                saved = time.GetTimestamp();
            }
        }

        TrainingState.Save(trainer, state);
        Evaluate(time.GetElapsedTime(start));
        ModelExport.Write(trainer, output);
        Say(trainer.IsDone ? "done" : "stopped; --resume goes on");
        return 0;

        DepthAccuracy Evaluate(TimeSpan elapsed)
        {
            var accuracy = trainer.Evaluate(Depths);
            foreach (var row in accuracy.Rows)
            {
                for (int i = 0; i < Depths.Length; i++)
                {
                    curve.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{trainer.TokensDone},{elapsed.TotalSeconds:F0},{row.Task},{row.Level},{Depths[i]},{row.Right[i]:F3}"));
                }

                Say($"  {row.Task} {row.Level}: {string.Join("  ", Depths.Zip(row.Right, (r, right) => $"r={r} {right,4:P0}"))}");
            }

            curve.Flush();
            Plots.WriteCurves(Path.Combine(output, "curves.csv"), Path.Combine(output, "curves.svg"));
            Say($"  token correlation {accuracy.TokenCorrelation:F2}, change at r={Depths[^1]} {accuracy.Change:F4}");
            return accuracy;
        }

        void Say(string line)
        {
            string stamped = $"{time.GetElapsedTime(0, time.GetTimestamp()).TotalSeconds:F0} {line}";
            Console.WriteLine(line);
            log.WriteLine(stamped);
        }
    }
}
