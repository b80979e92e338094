using System.CommandLine;
using System.Text.Json;
using DualPath.Model;
using DualPath.Model.Conformance;
using DualPath.Torch;
using DualPath.Torch.Conformance;

namespace DualPath.Training.Commands;

/// <summary><c>conform</c>: compares an engine with a folder of recorded figures laid out like <c>tests/golden/huginn-tiny</c>.</summary>
internal static class ConformCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static Command Create()
    {
        var directory = new Option<DirectoryInfo>("--dir") { Description = "Folder with checkpoint and recorded figures.", Required = true };
        var engine = new Option<string>("--engine") { Description = "Which implementation to check.", DefaultValueFactory = _ => "managed" };
        engine.AcceptOnlyFromAmong("managed", "torch");
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of text." };
        var command = new Command("conform", "Compares the model with recorded figures; exit code 0 only if all agree within 1e-4.") { directory, engine, json };
        command.SetAction(arguments => Run(
            arguments.GetValue(directory)!.FullName, arguments.GetValue(engine)!, arguments.GetValue(json), Console.Out, Console.Error));
        return command;
    }

    /// <summary>Runs the comparison. 0: all agree; 1: something differs; 2: the folder cannot be read.</summary>
    internal static int Run(string directory, string engine, bool json, TextWriter output, TextWriter errors)
    {
        ConformanceReport report;
        try
        {
            report = Compare(directory, engine);
        }
        catch (ModelFormatException e)
        {
            errors.WriteLine(e.Message);
            return 2;
        }

        bool agrees = report.Agrees();
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    engine,
                    agrees,
                    report.Largest,
                    Tolerance = ConformanceReport.DefaultTolerance,
                    report.Differences,
                    report.Matches,
                    report.Mismatches,
                    report.Skipped,
                    report.Unknown,
                },
                Indented));
        }
        else
        {
            Print(report, engine, agrees, output);
        }

        return agrees ? 0 : 1;
    }

    private static ConformanceReport Compare(string directory, string engine)
    {
        if (engine == "managed")
        {
            return GoldenFolder.Compare(directory, new ManagedEngine(RecurrentDepthModel.Load(directory)));
        }

        using var network = RecurrentDepthNetwork.Load(directory);

        // Its tensors are small: two threads per operation wait for each other most of the time, many times as long where something else wants a core too.
        TorchSharp.torch.set_num_threads(1);
        return GoldenFolder.Compare(directory, new TorchEngine(network));
    }

    private static void Print(ConformanceReport report, string engine, bool agrees, TextWriter output)
    {
        foreach (var difference in report.Differences)
        {
            string verdict = difference.Largest <= ConformanceReport.DefaultTolerance ? "ok      " : "DIFFERS ";
            output.WriteLine($"{verdict} {difference.Largest,9:E2} largest {difference.Mean,9:E2} mean  {difference.File} {difference.Tensor}");
        }

        Lines("ok       sequence equal", report.Matches);
        Lines("DIFFERS ", report.Mismatches);
        Lines("skipped ", report.Skipped);
        Lines("UNKNOWN ", report.Unknown);
        output.WriteLine(
            $"{engine}: {report.Differences.Count} tensors, largest difference {report.Largest:E2}; {report.Matches.Count} sequences equal, "
            + $"{report.Mismatches.Count} different; {report.Skipped.Count} skipped, {report.Unknown.Count} not understood: {(agrees ? "agrees" : "DOES NOT AGREE")}");

        void Lines(string verdict, IReadOnlyList<string> lines)
        {
            foreach (string line in lines)
            {
                output.WriteLine($"{verdict} {line}");
            }
        }
    }
}
