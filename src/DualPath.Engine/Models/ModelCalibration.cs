using System.Text.Json;
using DualPath.Engine.Verification;
using DualPath.Model;

namespace DualPath.Engine.Models;

/// <summary>What was measured on a checkpoint and belongs to it: a threshold that is right for one is wrong for another. Kept beside its weights.</summary>
/// <param name="Exit">The exit rule with which rulings still give the answers of full depth; null to decide every token there.</param>
public sealed record ModelCalibration(string? Exit)
{
    /// <summary>The file in a model folder; it may be missing.</summary>
    public const string FileName = "calibration.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads a model folder's.</summary>
    /// <exception cref="ModelFormatException">The file is no such file, or names a rule that is none.</exception>
    public static ModelCalibration Load(string directory)
    {
        string file = Path.Combine(directory, FileName);
        if (!File.Exists(file))
        {
            return new ModelCalibration(Exit: null);
        }

        try
        {
            var calibration = JsonSerializer.Deserialize<ModelCalibration>(File.ReadAllText(file), Json) ?? throw new JsonException("null is no calibration");
            return calibration.Exit is null || ExitRule.IsKnown(calibration.Exit)
                ? calibration
                : throw new ModelFormatException(file, $"has the exit rule '{calibration.Exit}', which is none");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(file, e.Message, e);
        }
    }

    /// <summary>Writes it into a model folder.</summary>
    public void Save(string directory) => File.WriteAllText(Path.Combine(directory, FileName), JsonSerializer.Serialize(this, Json) + "\n");
}
