using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DualPath.Model;
using DualPath.Training.Evaluation;
using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Commands;

/// <summary><c>evaluate</c>: accuracy of a model folder by domain and recurrent steps. <c>questions</c>: writes an evaluation file.</summary>
internal static class EvaluateCommand
{
    private const int DefaultSeed = 7;
    private const int DefaultPerDomain = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model") { Description = "The model folder.", Required = true };
        var questions = new Option<FileInfo?>("--questions")
        {
            Description = "Evaluation file, one JSON object per line: question, answer, and if you like domain and conversation. Without: questions are drawn that training never sees.",
        };
        var steps = new Option<string>("--steps") { Description = "Recurrent steps to measure at.", DefaultValueFactory = _ => "1,2,4,8,16,32,64" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of tables." };
        var plot = new Option<FileInfo?>("--plot") { Description = "Also write a plot of accuracy over depth to this SVG file." };
        var answers = new Option<FileInfo?>("--answers") { Description = "Also write every question with draft, ruling and whether that is right to this file, one JSON object per line." };
        var command = new Command("evaluate", "Measures a model's accuracy by domain and recurrent steps.") { model, questions, steps, json, plot, answers };
        command.SetAction((arguments, cancellationToken) => Task.FromResult(Run(
            arguments.GetValue(model)!.FullName, arguments.GetValue(questions)?.FullName, arguments.GetValue(steps)!, arguments.GetValue(json), arguments.GetValue(plot)?.FullName, arguments.GetValue(answers)?.FullName, Console.Out, cancellationToken)));
        return command;
    }

    public static Command CreateQuestions()
    {
        var output = new Option<FileInfo>("--output") { Description = "The file to write.", Required = true };
        var perDomain = new Option<int>("--per-domain") { Description = "Questions per domain.", DefaultValueFactory = _ => DefaultPerDomain };
        var seed = new Option<int>("--seed") { Description = "Seed of the draw.", DefaultValueFactory = _ => DefaultSeed };
        var tasks = new Option<string[]>("--tasks") { Description = "Of these tasks only, and of what the others ask, which is to be declined.", AllowMultipleArgumentsPerToken = true };
        tasks.AcceptOnlyFromAmong([.. TaskSet.All.Select(task => task.Name)]);
        var config = new Option<string>("--config") { Description = "Of the tasks of this configuration.", DefaultValueFactory = _ => "default" };
        config.AcceptOnlyFromAmong([.. TrainingConfig.All.Select(known => known.Name)]);
        var command = new Command("questions", "Writes an evaluation file of questions that training never sees.") { output, perDomain, seed, config, tasks };
        command.SetAction(arguments =>
        {
            var known = TrainingConfig.All.Single(candidate => candidate.Name == arguments.GetValue(config));
            var stages = arguments.GetValue(tasks) is { Length: > 0 } only ? known.Only(only).Stages : known.Stages;
            EvaluationQuestion.Write(
                arguments.GetValue(output)!.FullName, EvaluationQuestion.Draw(stages.Select(stage => stage.Task), arguments.GetValue(perDomain), arguments.GetValue(seed)));
        });
        return command;
    }

    /// <summary>0: measured; 2: a file cannot be read, or the steps are no rising list.</summary>
    internal static int Run(string model, string? file, string steps, bool json, string? plot, string? answers, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            int[] depths = [.. steps.Split(',').Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out int depth) && depth is > 0 and <= 1024 ? depth : 0)];
            if (depths.Contains(0) || !depths.Order().Distinct().SequenceEqual(depths))
            {
                Console.Error.WriteLine("--steps takes rising numbers from 1 to 1024, separated by commas.");
                return 2;
            }

            var questions = file is null ? EvaluationQuestion.Draw(TaskSet.All, DefaultPerDomain, DefaultSeed) : EvaluationQuestion.Read(file);
            if (questions.Count == 0)
            {
                Console.Error.WriteLine($"{file} holds no questions.");
                return 2;
            }

            var report = ModelEvaluation.Run(model, questions, depths, cancellationToken);
            if (plot is not null)
            {
                Plots.WriteDepths(report, plot);
            }

            if (answers is not null)
            {
                EvaluationQuestion.Write(answers, report.Answered);
            }

            if (json)
            {
                output.WriteLine(JsonSerializer.Serialize(report, Json));
            }
            else
            {
                Print(report, output);
            }

            return 0;
        }
        catch (ModelFormatException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    /// <summary>Markdown, as the model card shows it.</summary>
    internal static void Print(EvaluationReport report, TextWriter output)
    {
        Table("domain", report.Domains);
        if (report.Groups.Count > 0)
        {
            output.WriteLine();
            Table("easy or deep", report.Groups);
        }

        if (report.Tasks.Count > 0)
        {
            output.WriteLine();
            Table("task, level", report.Tasks);
        }

        output.WriteLine();
        output.WriteLine($"Percent of answers right; in brackets the mean probability of an answer's least sure token. \"exit\": under the exit rule {report.ExitRule}, with the mean recurrent steps per token.");
        output.WriteLine();
        Draft("mean probability of its tokens", report.DraftByMean);
        Draft("probability of its least sure token", report.DraftByLeast);
        output.WriteLine(Invariant($"Refused at r = 16 although within the domains: {report.WrongRefusals * 100:F1} %."));
        output.WriteLine(Invariant($"At r = 16, one thread: {report.AnswersPerSecond:F1} answers per second, {report.TokensPerSecond:F0} tokens per second, prompts included."));

        void Table(string name, IReadOnlyList<AccuracyRow> rows)
        {
            output.WriteLine($"| {name} | questions | {string.Join(" | ", report.Steps.Select(depth => $"r={depth}"))} | exit |");
            output.WriteLine($"|---|---|{string.Concat(report.Steps.Select(_ => "---|"))}---|");
            foreach (var row in rows)
            {
                var cells = row.ExactMatch.Zip(row.Confidence, (right, confidence) => Invariant($"{right * 100:F1} ({confidence * 100:F0})"));
                output.WriteLine(Invariant($"| {row.Name} | {row.Questions} | {string.Join(" | ", cells)} | {row.ExitExactMatch * 100:F1} at {row.MeanExitDepth:F1} |"));
            }
        }

        void Draft(string what, DraftCalibration draft) => output.WriteLine(Invariant(
            $"Draft (r = 2) against ruling (r = 16): {draft.Survives * 100:F1} % survive; by the {what}: AUC {draft.Auc:F3}, expected calibration error {draft.ExpectedCalibrationError:F3}."));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
