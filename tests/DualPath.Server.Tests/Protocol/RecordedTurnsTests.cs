using System.Text.Json;
using DualPath.Contracts.Conversations;
using DualPath.Server.Protocol;

namespace DualPath.Server.Tests.Protocol;

/// <summary>
/// Keeps <c>tests/fixtures/turns</c> equal to what the server writes. After a deliberate change of the protocol, run these tests once
/// with <c>DUALPATH_RECORD=1</c>, read the difference, and commit it.
/// </summary>
public sealed class RecordedTurnsTests
{
    public static TheoryData<string> Names => [.. RecordedTurns.All.Select(turn => turn.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_OfEveryTurn_EqualsTheRecordedFile(string name)
    {
        var turn = Named(name);
        if (Environment.GetEnvironmentVariable("DUALPATH_RECORD") == "1")
        {
            File.WriteAllText(turn.File, turn.Json());
        }

        Assert.Equal(File.ReadAllText(turn.File), turn.Json());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void RecordedFile_ReadBack_YieldsTheSameEvents(string name)
    {
        var turn = Named(name);

        using var file = JsonDocument.Parse(File.ReadAllText(turn.File));
        var events = file.RootElement.EnumerateArray().Select(element => element.Deserialize(WireJson.TurnEvent)!).ToArray();

        Assert.Equal(turn.Events.Select(Compact), events.Select(Compact));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fold_OfDraftAndRevisions_IsTheFinalText(string name)
    {
        var turn = Named(name);

        Assert.Equal(turn.FinalText, ShownText.Of(turn.Events));
        switch (turn.Events[^1])
        {
            case TurnCompleted completed:
                Assert.Equal(turn.FinalText, completed.Text);
                break;
            case TurnStopped stopped:
                Assert.Equal(turn.FinalText, stopped.Text);
                break;
            default:
                Assert.IsType<TurnFailed>(turn.Events[^1]);
                break;
        }
    }

    [Fact]
    public void RecordedTurns_Together_UseEveryEventOfTheUnion()
    {
        var used = RecordedTurns.All.SelectMany(turn => turn.Events).Select(turnEvent => turnEvent.GetType()).Distinct();
        var union = WireJson.TurnEvent.PolymorphismOptions!.DerivedTypes.Select(derived => derived.DerivedType);

        Assert.Equal(union.OrderBy(type => type.Name), used.OrderBy(type => type.Name));
    }

    [Fact]
    public void Folder_HoldsNoFileThatNoTestWrites()
    {
        var files = Directory.EnumerateFiles(RecordedTurn.Folder).Order();

        Assert.Equal(RecordedTurns.All.Select(turn => turn.File).Order(), files);
    }

    private static RecordedTurn Named(string name) => RecordedTurns.All.Single(turn => turn.Name == name);

    private static string Compact(TurnEvent turnEvent) => JsonSerializer.Serialize(turnEvent, WireJson.TurnEvent);
}
