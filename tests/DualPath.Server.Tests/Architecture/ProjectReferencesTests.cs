using System.Xml.Linq;
using DualPath.Server.Tests.Protocol;

namespace DualPath.Server.Tests.Architecture;

/// <summary>Who may know whom (docs/architecture.md). The compiler enforces what the project files say; this says what they may say.</summary>
public sealed class ProjectReferencesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["DualPath.Contracts"] = [],
        ["DualPath.Model"] = [],
        ["DualPath.Torch"] = ["DualPath.Model"],
        ["DualPath.Storage"] = ["DualPath.Contracts"],
        ["DualPath.Grains"] = ["DualPath.Contracts"],
        ["DualPath.Engine"] = ["DualPath.Contracts", "DualPath.Model"],
        ["DualPath.Training"] = ["DualPath.Contracts", "DualPath.Engine", "DualPath.Model", "DualPath.Torch"],
        ["DualPath.Server"] = ["DualPath.Contracts", "DualPath.Engine", "DualPath.Grains", "DualPath.Storage", .. WithTorch],
    };

    /// <summary>What a server built with TorchSharp knows besides.</summary>
    private static string[] WithTorch => ["DualPath.Model", "DualPath.Torch"];

    public static TheoryData<string> Projects => [.. SourceProjects().Select(file => Path.GetFileNameWithoutExtension(file))];

    [Fact]
    public void Sources_HoldExactlyTheProjectsTheRuleNames() =>
        Assert.Equal(Allowed.Keys.Order(), SourceProjects().Select(file => Path.GetFileNameWithoutExtension(file)).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_OnlyWhatItMayKnow(string project)
    {
        var known = Elements(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Empty(known.Except(Allowed[project]));
    }

    [Fact]
    public void Contracts_Packages_AreOrleansSdkOnly() =>
        Assert.Equal(["Microsoft.Orleans.Sdk"], Elements("DualPath.Contracts", "PackageReference"));

    [Fact]
    public void TorchNatives_AreReferenced_ByTorchAndTrainingOnly()
    {
        var carriers = Allowed.Keys.Where(project =>
            Elements(project, "PackageReference").Any(package => package.Contains("torch", StringComparison.OrdinalIgnoreCase)));

        Assert.Empty(carriers.Except(["DualPath.Torch", "DualPath.Training"]));
    }

    [Fact]
    public void Server_KnowsTorch_OnlyWhenBuiltWithIt()
    {
        var references = XDocument.Load(SourceProjects().Single(file => Path.GetFileNameWithoutExtension(file) == "DualPath.Server")).Descendants("ProjectReference");
        Assert.All(
            references.Where(reference => WithTorch.Any(name => ((string?)reference.Attribute("Include") ?? "").Contains(name, StringComparison.Ordinal))),
            reference => Assert.Equal("'$(Torch)' != ''", (string?)reference.Parent!.Attribute("Condition")));
    }

    [Fact]
    public void Model_KnowsNoPackageAtAll() => Assert.Empty(Elements("DualPath.Model", "PackageReference"));

    private static IEnumerable<string> SourceProjects() =>
        Directory.EnumerateFiles(Path.Combine(RecordedTurn.RepositoryRoot(), "src"), "*.csproj", SearchOption.AllDirectories);

    private static IEnumerable<string> Elements(string project, string kind) =>
        XDocument.Load(SourceProjects().Single(file => Path.GetFileNameWithoutExtension(file) == project))
            .Descendants(kind)
            .Select(element => (string?)element.Attribute("Include") ?? "");
}
