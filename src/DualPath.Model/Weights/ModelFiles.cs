namespace DualPath.Model.Weights;

/// <summary>Names of a checkpoint's files inside its directory.</summary>
public static class ModelFiles
{
    public const string Config = "config.json";
    public const string Weights = "model.safetensors";
}
