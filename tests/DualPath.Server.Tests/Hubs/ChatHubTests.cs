using System.Text.Json;
using System.Text.Json.Nodes;
using DualPath.Contracts.Conversations;
using DualPath.Server.Protocol;
using DualPath.Server.Tests.Fixtures;
using MessagePack;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DualPath.Server.Tests.Hubs;

public sealed class ChatHubTests(RunningServer running) : IClassFixture<RunningServer>
{
    private readonly ServerUnderTest _server = running.Server;

    public static TheoryData<string> Protocols => ["json", "messagepack"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Watch_WholeTurn_CarriesTheVeryEventsOfTheHttpDoor(string protocol)
    {
        string id = $"same-events-over-{protocol}";
        string question = $"The same over {protocol}? 👋 + ü";
        _server.Model.Rule(question, "Another text altogether: 1 + 1.");
        await using var hub = await ConnectAsync(protocol);

        var receipt = await AskAsync(hub, new AskRequest(question, id));
        var overHub = await WatchAsync(hub, id, receipt.Seq - 1);

        using var curl = _server.CreateCurl();
        using var response = await curl.WatchAsync(id);
        var overHttp = await response.EventsAsync(TestContext.Current.CancellationToken).UntilTerminalAsync();
        Assert.Equal((id, overHttp[0].TurnId, 1), (receipt.ConversationId, receipt.TurnId, receipt.Seq));
        Assert.Contains("revision", overHub.Select(turnEvent => (string?)turnEvent["type"]));
        Assert.Equal(
            overHttp.Select(turnEvent => JsonSerializer.SerializeToNode(turnEvent, WireJson.TurnEvent)!),
            overHub,
            JsonNode.DeepEquals);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Ask_WhatCannotBeAsked_IsAnErrorThatEndsWithTheProblem(string protocol)
    {
        await using var hub = await ConnectAsync(protocol);

        var error = await Assert.ThrowsAsync<HubException>(() => AskAsync(hub, new AskRequest("  ")));

        Assert.Equal(Problems.QuestionEmpty, ProblemOf(error));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Watch_UnknownConversation_EndsWithTheProblem(string protocol)
    {
        await using var hub = await ConnectAsync(protocol);

        var error = await Assert.ThrowsAsync<HubException>(() => WatchAsync(hub, "unknown-conversation", 0));

        Assert.Equal(Problems.NotFound, ProblemOf(error));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Stop_DuringTheRuling_ReachesEveryWatcher(string protocol)
    {
        await using var server = await new ServerUnderTest().StartAsync();
        server.Model.Ruling.Close();
        await using var asking = await ConnectAsync(protocol, server);
        await using var watching = await ConnectAsync(protocol, server);
        var receipt = await AskAsync(asking, new AskRequest("Stop?"));
        var watched = WatchAsync(watching, receipt.ConversationId, 0);
        await server.Model.Ruling.Reached;

        await asking.InvokeAsync("Stop", receipt.ConversationId, receipt.TurnId, "deep", TestContext.Current.CancellationToken);

        var last = (await watched)[^1];
        Assert.Equal(("turn.stopped", "deep", ScriptedModel.DraftOf("Stop?")), ((string?)last["type"], (string?)last["target"], (string?)last["text"]));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Disown_Answer_IsForgotten(string protocol)
    {
        string id = $"disowned-over-{protocol}";
        await using var hub = await ConnectAsync(protocol);
        var receipt = await AskAsync(hub, new AskRequest($"Disowned over {protocol}?", id));
        await WatchAsync(hub, id, receipt.Seq - 1);

        await hub.InvokeAsync("Disown", id, receipt.TurnId, TestContext.Current.CancellationToken);

        var again = await AskAsync(hub, new AskRequest($"Disowned over {protocol}?", id));
        Assert.Equal("miss", (string?)(await WatchAsync(hub, id, again.Seq - 1))[^1]["cache"]!["status"]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Ask_WithoutTheCache_RunsTheModel(string protocol)
    {
        await using var hub = await ConnectAsync(protocol);
        var question = new Dictionary<string, object> { ["question"] = "Not cached?", ["cache"] = new Dictionary<string, bool> { ["noCache"] = true } };

        var receipt = Plain(await hub.InvokeAsync<object>("Ask", question, TestContext.Current.CancellationToken)).Deserialize<TurnReceipt>(WireJson.Options)!;

        Assert.Equal("bypassed", (string?)(await WatchAsync(hub, receipt.ConversationId, 0))[^1]["cache"]!["status"]);
    }

    [Fact]
    public async Task Ask_WhileAWatchIsOpen_IsAnswered()
    {
        const string Id = "asked-while-watching";
        await using var hub = await ConnectAsync("json");
        await AskAsync(hub, new AskRequest("First?", Id));
        await using var events = hub.StreamAsync<JsonNode>("Watch", Id, 0L, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());

        var second = await AskAsync(hub, new AskRequest("Second?", Id));

        do
        {
            Assert.True(await events.MoveNextAsync());
        }
        while ((string?)events.Current["turnId"] != second.TurnId || (string?)events.Current["type"] != "turn.completed");
    }

    [Fact]
    public async Task Watch_UpToTheLimit_IsOpenAndBeyondItIsRefused()
    {
        const string Id = "watched-by-too-many";
        await using var hub = await ConnectAsync("json");
        await AskAsync(hub, new AskRequest("How many?", Id));
        var open = new List<IAsyncEnumerator<JsonNode>>();
        for (int i = 0; i < 16; i++)
        {
            open.Add(hub.StreamAsync<JsonNode>("Watch", Id, 0L, TestContext.Current.CancellationToken)
                .GetAsyncEnumerator(TestContext.Current.CancellationToken));
            Assert.True(await open[^1].MoveNextAsync());
        }

        var error = await Assert.ThrowsAsync<HubException>(() => WatchAsync(hub, Id, 0));

        Assert.Equal((ProblemTypes.InvalidRequest, 429), (ProblemOf(error).Type, ProblemOf(error).Status));
    }

    [Fact]
    public async Task Connection_Lost_DoesNotStopTheTurn()
    {
        await using var server = await new ServerUnderTest().StartAsync();
        server.Model.Draft.Close();
        TurnReceipt receipt;
        await using (var hub = await ConnectAsync("json", server))
        {
            receipt = await AskAsync(hub, new AskRequest("Gone?"));
            await server.Model.Draft.Reached;
        }

        server.Model.Draft.Open();
        await using var again = await ConnectAsync("json", server);
        var events = await WatchAsync(again, receipt.ConversationId, 0);

        Assert.Equal("turn.completed", (string?)events[^1]["type"]);
    }

    [Fact]
    public async Task Ask_OverTheSizeOfAMessage_ClosesTheConnectionAndNothingElse()
    {
        await using var hub = await ConnectAsync("json");
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(hub, new AskRequest(new string('q', 1_000_000))));
        await closed.Task.WaitAsync(TestContext.Current.CancellationToken);

        await using var next = await ConnectAsync("json");
        Assert.Equal(HubConnectionState.Connected, next.State);
    }

    private async Task<HubConnection> ConnectAsync(string protocol, ServerUnderTest? server = null)
    {
        var hub = (server ?? _server).CreateHub(builder =>
        {
            if (protocol == "messagepack")
            {
                // A client that knows nothing of our types: what it reads is what is on the wire.
                builder.AddMessagePackProtocol(options => options.SerializerOptions = MessagePackSerializerOptions.Standard
                    .WithResolver(ContractlessStandardResolver.Instance));
            }
        });
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    private static async Task<TurnReceipt> AskAsync(HubConnection hub, AskRequest request)
    {
        // By the names of the protocol, as a client in another language would.
        var question = new Dictionary<string, string?>
        {
            ["question"] = request.Question,
            ["conversationId"] = request.ConversationId,
            ["operationId"] = request.OperationId,
        };
        var receipt = Plain(await hub.InvokeAsync<object>("Ask", question, TestContext.Current.CancellationToken));
        return receipt.Deserialize<TurnReceipt>(WireJson.Options)!;
    }

    private static async Task<List<JsonNode>> WatchAsync(HubConnection hub, string conversationId, long afterSeq)
    {
        var events = new List<JsonNode>();
        await foreach (object item in hub.StreamAsync<object>("Watch", conversationId, afterSeq, TestContext.Current.CancellationToken))
        {
            events.Add(Plain(item));
            if ((string?)events[^1]["type"] is "turn.completed" or "turn.stopped" or "turn.failed")
            {
                break;
            }
        }

        return events;
    }

    /// <summary>What came over the wire, as JSON, whichever protocol brought it.</summary>
    private static JsonNode Plain(object item) => item is JsonElement json
        ? JsonSerializer.SerializeToNode(json)!
        : JsonNode.Parse(MessagePackSerializer.SerializeToJson(item, ContractlessStandardResolver.Options))!;

    private static Problem ProblemOf(HubException error) =>
        JsonSerializer.Deserialize<Problem>(error.Message[error.Message.IndexOf('{', StringComparison.Ordinal)..], WireJson.Options)!;
}
