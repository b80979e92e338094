using System.Text.Json;
using System.Text.Json.Nodes;
using DualPath.Contracts.Conversations;
using DualPath.Server.Protocol;
using MessagePack;

namespace DualPath.Server.Tests.Protocol;

public sealed class WireMessagePackTests
{
    public static TheoryData<string> Names => [.. RecordedTurns.All.Select(turn => turn.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Serialize_EveryEventByItsOwnType_HasTheShapeOfItsJson(string name)
    {
        foreach (var turnEvent in RecordedTurns.All.Single(turn => turn.Name == name).Events)
        {
            var packed = MessagePackSerializer.Serialize(turnEvent.GetType(), turnEvent, WireMessagePack.Options, TestContext.Current.CancellationToken);

            var plain = JsonNode.Parse(MessagePackSerializer.ConvertToJson(packed, MessagePackSerializerOptions.Standard, TestContext.Current.CancellationToken));
            var json = JsonSerializer.SerializeToNode(turnEvent, WireJson.TurnEvent);
            Assert.True(JsonNode.DeepEquals(json, plain), $"JSON: {json}\nMessagePack: {plain}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_AsTheUnion_YieldsTheEvent(string name)
    {
        foreach (var turnEvent in RecordedTurns.All.Single(turn => turn.Name == name).Events)
        {
            var packed = MessagePackSerializer.Serialize(turnEvent, WireMessagePack.Options, TestContext.Current.CancellationToken);

            var read = MessagePackSerializer.Deserialize<TurnEvent>(packed, WireMessagePack.Options, TestContext.Current.CancellationToken);

            Assert.Equal(Compact(turnEvent), Compact(read));
        }
    }

    [Fact]
    public void Deserialize_ArgumentsOfAnotherLanguage_GoByTheSameNames()
    {
        byte[] packed = MessagePackSerializer.ConvertFromJson(
            """{"question": "Grüße, 👋?", "operationId": "op-1", "unknown": [1, {"deep": null}]}""",
            cancellationToken: TestContext.Current.CancellationToken);

        var request = MessagePackSerializer.Deserialize<AskRequest>(packed, WireMessagePack.Options, TestContext.Current.CancellationToken);

        Assert.Equal(new AskRequest("Grüße, 👋?", null, "op-1"), request);
    }

    [Theory]
    [InlineData(StopTarget.Deep, "deep")]
    [InlineData(StopTarget.Everything, "everything")]
    public void StopTarget_IsTheSameWord(StopTarget target, string word)
    {
        byte[] packed = MessagePackSerializer.Serialize(target, WireMessagePack.Options, TestContext.Current.CancellationToken);

        Assert.Equal(word, MessagePackSerializer.Deserialize<string>(packed, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(target, MessagePackSerializer.Deserialize<StopTarget>(packed, WireMessagePack.Options, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Deserialize_NestedBeyondReason_IsRefused()
    {
        byte[] packed = [.. Enumerable.Repeat((byte)0x91, 100_000), 0xC0];

        Assert.Throws<MessagePackSerializationException>(() =>
            MessagePackSerializer.Deserialize<AskRequest>(packed, WireMessagePack.Options, TestContext.Current.CancellationToken));
    }

    private static string Compact(TurnEvent turnEvent) => JsonSerializer.Serialize(turnEvent, WireJson.TurnEvent);
}
