using System.Globalization;
using System.Text.RegularExpressions;
using DualPath.Model.KvCache;
using DualPath.Model.Recurrence;
using DualPath.Model.Weights;

namespace DualPath.Model.Conformance;

/// <summary>
/// Compares an engine with a folder of recorded figures (<c>rope</c>, <c>forward</c>, <c>decode</c>, <c>train_step</c>
/// <c>.safetensors</c>; the layout is described beside the golden files). What to compare is read from the tensors' names, so that a
/// checkpoint of another shape, other depths, lookups and criteria need no change here. Nothing is passed over silently.
/// </summary>
public sealed partial class GoldenFolder
{
    // Not told by the files: how the recorded training step split its recurrence, and the step limit of the adaptive sequences.
    private const int FreeSteps = 3;
    private const int GradientSteps = 2;
    private const int AdaptiveMaxSteps = 16;

    private static readonly string[] KnownFiles =
        [ModelFiles.Weights, "rope.safetensors", "forward.safetensors", "decode.safetensors", "train_step.safetensors"];

    private readonly string _directory;
    private readonly IConformanceEngine _engine;
    private readonly List<TensorDifference> _differences = [];
    private readonly List<string> _matches = [];
    private readonly List<string> _mismatches = [];
    private readonly List<string> _skipped = [];
    private readonly List<string> _unknown = [];

    private GoldenFolder(string directory, IConformanceEngine engine)
    {
        _directory = directory;
        _engine = engine;
    }

    /// <summary>Runs the whole comparison.</summary>
    /// <param name="directory">The folder with the recorded figures.</param>
    /// <param name="engine">The implementation, loaded from the same folder's checkpoint.</param>
    /// <exception cref="ModelFormatException">A file is damaged.</exception>
    public static ConformanceReport Compare(string directory, IConformanceEngine engine)
    {
        var folder = new GoldenFolder(directory, engine);
        folder.WithFile("rope.safetensors", folder.CompareRotary);
        folder.WithFile("forward.safetensors", folder.CompareForward);
        folder.WithFile("decode.safetensors", folder.CompareDecode);
        folder.WithFile("train_step.safetensors", folder.CompareTraining);
        foreach (string file in Directory.EnumerateFiles(directory, "*.safetensors").Select(Path.GetFileName).OfType<string>().Except(KnownFiles))
        {
            folder._unknown.Add($"{file}: no part of the layout");
        }

        return new ConformanceReport(folder._differences, folder._matches, folder._mismatches, folder._skipped, folder._unknown);
    }

    private void WithFile(string name, Action<SafetensorsFile, string> compare)
    {
        string path = Path.Combine(_directory, name);
        if (!File.Exists(path))
        {
            _unknown.Add($"{name}: the file is missing");
            return;
        }

        using var file = SafetensorsFile.Open(path);
        compare(file, name);
    }

    private void CompareRotary(SafetensorsFile file, string name)
    {
        foreach (var entry in file.Entries)
        {
            if (entry.Name != "cos_sin")
            {
                Unknown(name, entry);
            }
            else if (_engine.Rotary((int)entry.Shape[0]) is { } table)
            {
                Compare(file, name, entry, table);
            }
            else
            {
                Skip(name, entry);
            }
        }
    }

    private void CompareForward(SafetensorsFile file, string name)
    {
        var (tokens, batch, length) = ReadTokens(file, "input_ids");
        float[] initial = file.ReadFloats("initial_state");
        var byDepth = new Dictionary<int, ForwardFigures?>();
        foreach (var entry in file.Entries)
        {
            if (entry.Name is "input_ids" or "initial_state")
            {
                continue;
            }

            var match = ForwardName().Match(entry.Name);
            if (!match.Success && entry.Name != "prelude_output")
            {
                Unknown(name, entry);
                continue;
            }

            int steps = match.Success ? Number(match, "r") : 1;
            if (!byDepth.TryGetValue(steps, out var figures))
            {
                byDepth[steps] = figures = _engine.Forward(tokens, batch, length, initial, steps);
            }

            if (figures is null)
            {
                Skip(name, entry);
            }
            else
            {
                Compare(file, name, entry, match.Groups["what"].Value switch
                {
                    "latent" => figures.Latent,
                    "logits" => figures.Logits,
                    _ => figures.Prelude,
                });
            }
        }
    }

    private void CompareDecode(SafetensorsFile file, string name)
    {
        int[] prompt = ReadTokens(file, "prompt").Tokens;
        foreach (var entry in file.Entries.Where(e => e.Name != "prompt"))
        {
            int[] expected = ReadTokens(file, entry.Name).Tokens;
            int[]? actual;
            if (GreedyName().Match(entry.Name) is { Success: true } greedy
                && ParseLookup(greedy) is { } lookup)
            {
                bool warm = greedy.Groups["warm"].Success;
                actual = _engine.Greedy(prompt, expected.Length - prompt.Length, Number(greedy, "r"), lookup, warm);
            }
            else if (SpeculativeName().Match(entry.Name) is { Success: true } speculative)
            {
                actual = _engine.Speculative(
                    prompt, expected.Length - prompt.Length, Number(speculative, "d"), Number(speculative, "l"), Number(speculative, "v"));
            }
            else if (AdaptiveName().Match(entry.Name) is { Success: true } adaptive
                && ParseLookup(adaptive) is { } adaptiveLookup
                && ExitCriterion.Parse(adaptive.Groups["criterion"].Value) is { } criterion)
            {
                bool steps = adaptive.Groups["what"].Value == "steps";
                int newTokens = steps ? expected.Length : expected.Length - prompt.Length;
                var result = _engine.Adaptive(prompt, newTokens, AdaptiveMaxSteps, adaptiveLookup, criterion);
                actual = steps ? result?.Steps : result?.Tokens;
            }
            else
            {
                Unknown(name, entry);
                continue;
            }

            CompareSequence(name, entry, expected, actual);
        }
    }

    private CacheLookup? ParseLookup(Match match) =>
        CacheLookup.Parse(match.Groups["lookup"].Value) is { } lookup && lookup.Fits(_engine.Config.CoreLayers) ? lookup : null;

    private void CompareTraining(SafetensorsFile file, string name)
    {
        var (tokens, batch, length) = ReadTokens(file, "input_ids");
        int[] labels = ReadTokens(file, "labels").Tokens;
        float[] initial = file.ReadFloats("initial_state");
        var figures = _engine.Train(tokens, labels, batch, length, initial, FreeSteps, GradientSteps);
        foreach (var entry in file.Entries)
        {
            if (entry.Name is "input_ids" or "labels" or "initial_state")
            {
                continue;
            }

            if (entry.Name == "loss")
            {
                CompareOrSkip(file, name, entry, figures is null ? null : [(float)figures.Loss]);
            }
            else if (entry.Name.StartsWith("grad/", StringComparison.Ordinal))
            {
                float[]? gradient = null;
                if (figures?.Gradients is { } gradients && !gradients.TryGetValue(entry.Name["grad/".Length..], out gradient))
                {
                    _mismatches.Add($"{name} {entry.Name}: the engine has no such parameter");
                    continue;
                }

                CompareOrSkip(file, name, entry, gradient);
            }
            else
            {
                Unknown(name, entry);
            }
        }
    }

    private void CompareOrSkip(SafetensorsFile file, string name, TensorEntry entry, float[]? actual)
    {
        if (actual is null)
        {
            Skip(name, entry);
        }
        else
        {
            Compare(file, name, entry, actual);
        }
    }

    private void Compare(SafetensorsFile file, string name, TensorEntry entry, float[] actual)
    {
        float[] expected = file.ReadFloats(entry.Name);
        if (expected.Length != actual.Length)
        {
            _mismatches.Add($"{name} {entry.Name}: {expected.Length} values recorded, {actual.Length} computed");
            return;
        }

        double largest = 0;
        double sum = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - actual[i]);
            difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
            largest = Math.Max(largest, difference);
            sum += difference;
        }

        _differences.Add(new TensorDifference(name, entry.Name, largest, sum / Math.Max(1, expected.Length)));
    }

    private void CompareSequence(string name, TensorEntry entry, int[] expected, int[]? actual)
    {
        if (actual is null)
        {
            Skip(name, entry);
        }
        else if (actual.AsSpan().SequenceEqual(expected))
        {
            _matches.Add($"{name} {entry.Name}");
        }
        else
        {
            int at = actual.AsSpan().CommonPrefixLength(expected);
            _mismatches.Add(
                $"{name} {entry.Name}: differs at index {at}: recorded [{string.Join(' ', expected[at..])}], computed [{string.Join(' ', actual[at..])}]");
        }
    }

    private void Skip(string name, TensorEntry entry) => _skipped.Add($"{name} {entry.Name}: not computed by this engine");

    private void Unknown(string name, TensorEntry entry) => _unknown.Add($"{name} {entry.Name}: not understood");

    private static (int[] Tokens, int Batch, int Length) ReadTokens(SafetensorsFile file, string name)
    {
        var shape = file[name].Shape;
        int[] tokens = [.. file.ReadIntegers(name).Select(value => checked((int)value))];
        int length = shape.Count == 0 ? 1 : (int)shape[^1];
        return (tokens, length == 0 ? 0 : tokens.Length / length, length);
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<what>latent|logits)_r(?<r>\d{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex ForwardName();

    [GeneratedRegex(@"^greedy(?<warm>_warmstart)?/(?<lookup>[^/]+)/r(?<r>\d{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex GreedyName();

    [GeneratedRegex(@"^adaptive/(?<criterion>[^/]+)/(?<lookup>[^/]+)/(?<what>tokens|steps)$", RegexOptions.CultureInvariant)]
    private static partial Regex AdaptiveName();

    [GeneratedRegex(@"^speculative/draft(?<d>\d{1,6})-look(?<l>\d{1,6})-verify(?<v>\d{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex SpeculativeName();
}
