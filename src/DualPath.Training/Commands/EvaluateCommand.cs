using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DualPath.Model;
using DualPath.Training.Evaluation;

namespace DualPath.Training.Commands;

/// <summary><c>evaluate</c>: accuracy of a model folder by task, level and recurrent steps. <c>questions</c>: writes an evaluation file.</summary>
internal static class EvaluateCommand
{
    private const int DefaultSeed = 7;
    private const int DefaultPerLevel = 30;
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var model = new Option<DirectoryInfo>("--model") { Description = "The model folder.", Required = true };
        var questions = new Option<FileInfo?>("--questions") { Description = "Evaluation file, one JSON object per line; otherwise questions are drawn that training never sees." };
        var steps = new Option<string>("--steps") { Description = "Recurrent steps to measure at.", DefaultValueFactory = _ => "1,2,4,8,16,32,64" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table." };
        var command = new Command("evaluate", "Measures a model's accuracy by task, level and recurrent steps.") { model, questions, steps, json };
        command.SetAction((arguments, cancellationToken) => Task.FromResult(Run(
            arguments.GetValue(model)!.FullName, arguments.GetValue(questions)?.FullName, arguments.GetValue(steps)!, arguments.GetValue(json), Console.Out, cancellationToken)));
        return command;
    }

    public static Command CreateQuestions()
    {
        var output = new Option<FileInfo>("--output") { Description = "The file to write.", Required = true };
        var perLevel = new Option<int>("--per-level") { Description = "Questions per task and level.", DefaultValueFactory = _ => DefaultPerLevel };
        var seed = new Option<int>("--seed") { Description = "Seed of the draw.", DefaultValueFactory = _ => DefaultSeed };
        var command = new Command("questions", "Writes an evaluation file of questions that training never sees.") { output, perLevel, seed };
        command.SetAction(arguments => EvaluationQuestion.Write(
            arguments.GetValue(output)!.FullName, EvaluationQuestion.Draw(arguments.GetValue(perLevel), arguments.GetValue(seed))));
        return command;
    }

    /// <summary>0: measured; 2: a file cannot be read, or the steps are no rising list.</summary>
    internal static int Run(string model, string? file, string steps, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            int[] depths = [.. steps.Split(',').Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out int depth) && depth is > 0 and <= 1024 ? depth : 0)];
            if (depths.Contains(0) || !depths.Order().Distinct().SequenceEqual(depths))
            {
                Console.Error.WriteLine("--steps takes rising numbers from 1 to 1024, separated by commas.");
                return 2;
            }

            var questions = file is null ? EvaluationQuestion.Draw(DefaultPerLevel, DefaultSeed) : EvaluationQuestion.Read(file);
            var rows = new ModelEvaluation(model).Run(questions, depths, cancellationToken);
            if (json)
            {
                output.WriteLine(JsonSerializer.Serialize(new { Steps = depths, Rows = rows }, Indented));
            }
            else
            {
                Print(rows, depths, output);
            }

            return 0;
        }
        catch (ModelFormatException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    /// <summary>A Markdown table, as the model card shows it.</summary>
    private static void Print(IReadOnlyList<AccuracyRow> rows, int[] depths, TextWriter output)
    {
        output.WriteLine($"| task | level | questions | {string.Join(" | ", depths.Select(depth => $"r={depth}"))} |");
        output.WriteLine($"|---|---|---|{string.Concat(depths.Select(_ => "---|"))}");
        foreach (var row in rows)
        {
            var cells = row.Right.Zip(row.Confidence, (right, confidence) => $"{right * 100:F0} ({confidence * 100:F0})");
            output.WriteLine($"| {row.Task} | {row.Level} | {row.Questions} | {string.Join(" | ", cells)} |");
        }

        output.WriteLine();
        output.WriteLine("Percent of answers right; in brackets the mean top probability of an answer's least sure token.");
    }
}
