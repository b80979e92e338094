using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using DualPath.Contracts.Conversations;
using DualPath.Server.Protocol;

namespace DualPath.Server.Tests.Protocol;

/// <summary>A turn written down event by event, and the file that keeps it for the tests of every language.</summary>
/// <param name="Name">Name of the file under <c>tests/fixtures/turns</c>, without its ending.</param>
/// <param name="FinalText">The text a person reads when the turn is over, written by hand.</param>
/// <param name="Events">The events, in order; turn id and seq are stamped here.</param>
internal sealed record RecordedTurn(string Name, string FinalText, ImmutableArray<TurnEvent> Events)
{
    public const string ConversationId = "q3nV0c8Zr1mT5wXy7LbKdA";

    private static readonly JsonSerializerOptions Indented = new(WireJson.TurnEvent.Options) { WriteIndented = true, NewLine = "\n" };

    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "tests", "fixtures", "turns");

    public string File => Path.Combine(Folder, Name + ".json");

    public static RecordedTurn Create(string name, string finalText, params TurnEvent[] events) => new(
        name,
        finalText,
        [.. events.Select((turnEvent, index) => turnEvent with { TurnId = "t-" + name, Seq = index + 1 })]);

    public string Json()
    {
        var array = new JsonArray([.. Events.Select(turnEvent => JsonSerializer.SerializeToNode(turnEvent, WireJson.TurnEvent))]);
        return array.ToJsonString(Indented) + "\n";
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "DualPath.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
