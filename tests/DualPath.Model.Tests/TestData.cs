namespace DualPath.Model.Tests;

/// <summary>Where the recorded figures lie.</summary>
internal static class TestData
{
    public static string Golden { get; } = Path.Combine(AppContext.BaseDirectory, "golden", "huginn-tiny");
}
