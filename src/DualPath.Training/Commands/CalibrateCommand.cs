using System.CommandLine;
using System.Text.Json;
using DualPath.Engine.Models;
using DualPath.Model;
using DualPath.Training.Evaluation;
using DualPath.Training.Tasks;

namespace DualPath.Training.Commands;

/// <summary><c>calibrate</c>: which exit rule costs the least and still gives the answers of full depth.</summary>
internal static class CalibrateCommand
{
    private const int PerDomain = 100;
    private const int Seed = 11;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model") { Description = "The model folder.", Required = true };
        var questions = new Option<FileInfo?>("--questions") { Description = "Evaluation file. Without: questions are drawn that training never sees." };
        var draftSteps = new Option<int>("--draft-steps") { Description = "Recurrent steps of the draft.", DefaultValueFactory = _ => 2 };
        var steps = new Option<int>("--steps") { Description = "Recurrent steps of full depth.", DefaultValueFactory = _ => 16 };
        var agreement = new Option<double>("--agreement") { Description = "Share of the answers of each domain that must be those of full depth.", DefaultValueFactory = _ => 0.99 };
        var save = new Option<bool>("--save") { Description = "Write the rule into the model folder, from where the server takes it." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object, with all rules tried, instead of a table." };
        var command = new Command("calibrate", "Finds the exit rule that costs the least and gives the answers of full depth.")
        {
            model, questions, draftSteps, steps, agreement, save, json,
        };
        command.SetAction((arguments, cancellationToken) => Task.FromResult(Run(
            arguments.GetValue(model)!.FullName,
            arguments.GetValue(questions)?.FullName,
            arguments.GetValue(draftSteps),
            arguments.GetValue(steps),
            arguments.GetValue(agreement),
            arguments.GetValue(save),
            arguments.GetValue(json),
            Console.Out,
            cancellationToken)));
        return command;
    }

    /// <summary>0: found; 1: no rule agrees often enough; 2: a file cannot be read, or a number makes no sense.</summary>
    internal static int Run(string model, string? file, int draftSteps, int steps, double agreement, bool save, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        if (draftSteps < 1 || steps <= draftSteps || agreement is not (> 0 and <= 1))
        {
            Console.Error.WriteLine("--steps must be above --draft-steps, which must be positive; --agreement lies between 0 and 1.");
            return 2;
        }

        try
        {
            var questions = file is null ? EvaluationQuestion.Draw(TaskSet.All, PerDomain, Seed) : EvaluationQuestion.Read(file);
            if (questions.Count < 2)
            {
                Console.Error.WriteLine($"{file} holds no two questions.");
                return 2;
            }

            var report = ExitCalibration.Run(model, questions, draftSteps, steps, agreement, cancellationToken);
            if (json)
            {
                output.WriteLine(JsonSerializer.Serialize(report, Json));
            }
            else
            {
                Print(report, output);
            }

            if (report.Chosen is not { } chosen)
            {
                return 1;
            }

            if (save)
            {
                new ModelCalibration(chosen.Rule).Save(model);
            }

            return 0;
        }
        catch (ModelFormatException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    private static void Print(ExitCalibrationReport report, TextWriter output)
    {
        output.WriteLine("| rule | agrees in the worst domain, deciding half | the same, other half | right | mean depth | cost in steps |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var rule in report.Best.Append(report.Predicted).OfType<ExitRuleFigures>().OrderBy(rule => rule.FitCost))
        {
            output.WriteLine(FormattableString.Invariant(
                $"| {rule.Rule} | {rule.FitAgreement * 100:F1} % | {rule.Agreement * 100:F1} % | {rule.RightAtLeast * 100:F1} % | {rule.MeanDepth:F1} | {rule.FitCost:F1} |"));
        }

        output.WriteLine(FormattableString.Invariant($"| full depth | 100.0 % | 100.0 % | {report.Right * 100:F1} % | {report.FullDepth}.0 | |"));
        output.WriteLine(FormattableString.Invariant($"| a rule that knew | 100.0 % | 100.0 % | {report.Right * 100:F1} % | {report.LeastDepth:F1} | |"));
        output.WriteLine();
        output.WriteLine(report.Chosen is { } chosen
            ? $"DualPath__Answering__Exit={chosen.Rule}"
            : "No rule agrees often enough.");
    }
}
