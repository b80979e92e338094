using System.Collections.Immutable;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;
using DualPath.Engine.Tests.Scheduling;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DualPath.Engine.Tests;

/// <summary>The two paths against the naive loop: a small model of random weights, whose shallow and deep tokens often differ.</summary>
public sealed class RecurrentDepthGeneratorTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task DraftAsync_ManyPrompts_EqualsDecodingAtDraftDepth()
    {
        foreach (var request in Requests(50))
        {
            var (draft, _) = await DraftAsync(request);
            (string text, double leastProbability) = _engine.Naive(request, request.Settings.DraftSteps);
            Assert.Equal(text, draft.Text);
            Assert.Equal(leastProbability, draft.Confidence!.Value, 4);
        }
    }

    [Fact]
    public async Task RuleAsync_ResumedDraft_EqualsDecodingAtFullDepthFromScratch()
    {
        var outcomes = new Dictionary<RulingOutcome, int>();
        foreach (var request in Requests(300))
        {
            var (draft, _) = await DraftAsync(request);
            var (ruling, shown) = await RuleAsync(request, draft);
            Assert.Equal(_engine.NaiveText(request, request.Settings.DeepSteps), ruling.Text);
            Assert.Equal(ruling.Text, shown);
            Assert.True(ruling.Resumed);
            outcomes[ruling.Outcome] = outcomes.GetValueOrDefault(ruling.Outcome) + 1;
        }

        // The comparison means something only if drafts were right, wrong from the start, and wrong further on.
        Assert.True(outcomes.GetValueOrDefault(RulingOutcome.Confirmed) > 0, "no draft was confirmed");
        Assert.True(outcomes.GetValueOrDefault(RulingOutcome.Amended) > 0, "no draft was amended");
        Assert.True(outcomes.GetValueOrDefault(RulingOutcome.Retracted) > 0, "no draft was retracted");
    }

    [Theory]
    [InlineData("kl@1", false)]
    [InlineData("argmax-stability@2", false)]
    [InlineData("latent-diff@0.8", false)]
    [InlineData("second-order@1.2", false)]
    [InlineData("latent-diff@0.8", true)]
    [InlineData("second-order@1.2", true)]
    public async Task RuleAsync_WithExits_EqualsDecodingTokenByTokenAtTheirDepths(string exit, bool codaAttends)
    {
        using var plain = new EngineFixture(codaAttends: codaAttends);
        using var speculating = new EngineFixture(new EngineOptions { MaxSpeculation = 6 }, codaAttends: codaAttends);
        var depths = new HashSet<int>();
        foreach (var request in Requests(100).Select(request => request with { Settings = request.Settings with { Exit = exit, DeepSteps = 12 } }))
        {
            (string text, int depth) = plain.NaiveWithExits(request, exit);
            foreach (var engine in new[] { plain, speculating })
            {
                var (draft, _) = await DraftAsync(request, engine);
                var (ruling, shown) = await RuleAsync(request, draft, engine);
                Assert.Equal((text, text, depth), (ruling.Text, shown, ruling.RecurrentSteps));
            }

            depths.Add(depth);
        }

        // Some early, some late: else the comparison would mean little.
        Assert.True(depths.Count > 3, $"all rulings ended at {string.Join(", ", depths)} steps");
    }

    [Fact]
    public async Task RuleAsync_ProposingTokens_EqualsDecodingAtFullDepthInFewerPasses()
    {
        using var plain = new EngineFixture(contracting: true);
        using var speculating = new EngineFixture(new EngineOptions { MaxSpeculation = 6 }, contracting: true);
        foreach (var request in Requests(150).Select(request => request with { Settings = request.Settings with { DraftSteps = 2, MaxAnswerTokens = 24 } }))
        {
            foreach (var engine in new[] { plain, speculating })
            {
                // A wrong draft, so that there is something to write.
                await DraftAsync(request, engine);
                var draft = Foreign(LetterTokenizer.Text([0]));
                Assert.Equal(plain.NaiveText(request, request.Settings.DeepSteps), (await RuleAsync(request, draft, engine)).Ruling.Text);
            }
        }

        Assert.True(speculating.Passes < plain.Passes, $"{speculating.Passes} passes with proposals, {plain.Passes} without");
    }

    [Fact]
    public async Task Conversation_GoingOn_IsNotPrefilledAgainAndAnswersAlike()
    {
        long prefilled = 0;
        foreach (var first in Requests(40))
        {
            var request = first with { Settings = first.Settings with { MaxAnswerTokens = 6 } };
            for (int turn = 0; turn < 4; turn++)
            {
                var (draft, _) = await DraftAsync(request);
                Assert.Equal(_engine.NaiveText(request, request.Settings.DraftSteps), draft.Text);
                var (ruling, _) = await RuleAsync(request, draft);
                Assert.Equal(_engine.NaiveText(request, request.Settings.DeepSteps), ruling.Text);
                prefilled += draft.PromptTokens;
                request = request with { RunId = $"{request.RunId}+", Prompt = GoingOn(request.Prompt, ruling.Text, LetterTokenizer.Text([turn, 3, 1])) };
            }
        }

        Assert.Equal(prefilled, _engine.PromptTokens("reused") + _engine.PromptTokens("computed"));
        Assert.True(_engine.PromptTokens("reused") > prefilled / 2, $"{_engine.PromptTokens("reused")} of {prefilled} prompt tokens reused");
    }

    [Fact]
    public async Task DraftAsync_LeftWhenTheJobIsOver_KeepsWhatItComputedForTheConversation()
    {
        var settings = new GenerationSettings(DraftSteps: 2, DeepSteps: 4, MaxAnswerTokens: 4);
        var request = Requests(1).Single() with { Settings = settings, Prompt = new Prompt([], LetterTokenizer.Text(Enumerable.Range(0, 12))) };
        await using (var reading = _engine.Generator.DraftAsync(request, Cancel).GetAsyncEnumerator(Cancel))
        {
            Assert.True(await reading.MoveNextAsync());

            // Two that came later and have as much to do are over, so this one is.
            await DraftAsync(request with { RunId = "second", Scope = "another" });
            await DraftAsync(request with { RunId = "third", Scope = "another" });
        }

        await DraftAsync(request with { RunId = "again" });
        Assert.True(_engine.PromptTokens("reused") > 0);
    }

    [Fact]
    public async Task Conversation_OfAnotherCaller_IsNotReused()
    {
        var request = Requests(1).Single();
        await DraftAsync(request);
        _engine.Generator.Discard(request.RunId);
        await DraftAsync(request with { RunId = "other", Scope = "somebody else" });
        Assert.Equal(0, _engine.PromptTokens("reused"));
        await DraftAsync(request with { RunId = "again" });
        Assert.True(_engine.PromptTokens("reused") > 0);
    }

    [Fact]
    public async Task Conversation_BeyondTheMemoryBudget_IsPrefilledAgainAndAnswersAlike()
    {
        using var forgetful = new EngineFixture(new EngineOptions { MaxKeptMegabytes = 0 });
        foreach (var request in Requests(10))
        {
            var (draft, _) = await DraftAsync(request, forgetful);
            var (ruling, _) = await RuleAsync(request, draft, forgetful);
            Assert.False(ruling.Resumed);
            Assert.Equal(_engine.NaiveText(request, request.Settings.DeepSteps), ruling.Text);
        }

        Assert.Equal(0, forgetful.PromptTokens("reused"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("latent-diff@0.8")]
    [InlineData("kl@1")]
    public async Task RuleAsync_LatentStatesGone_GivesTheSameRuling(string? exit)
    {
        foreach (var request in Requests(60).Select(request => request with { Settings = request.Settings with { Exit = exit, DeepSteps = exit is null ? request.Settings.DeepSteps : 12 } }))
        {
            var (draft, _) = await DraftAsync(request);
            var (resumed, _) = await RuleAsync(request, draft);
            var (recomputed, _) = await RuleAsync(request with { RunId = "elsewhere" }, draft);
            Assert.False(recomputed.Resumed);
            Assert.Equal(resumed with { Resumed = false }, recomputed);
        }
    }

    [Fact]
    public async Task RuleAsync_RightDraftFromElsewhere_IsConfirmed()
    {
        foreach (var request in Requests(30))
        {
            string right = _engine.NaiveText(request, request.Settings.DeepSteps);
            var (ruling, shown) = await RuleAsync(request, Foreign(right));

            Assert.Equal(right, shown);
            Assert.Equal(RulingOutcome.Confirmed, ruling.Outcome);
        }
    }

    [Fact]
    public async Task RuleAsync_ManyAtOnce_EqualsEachAlone()
    {
        var requests = Requests(24).ToArray();
        var together = await Task.WhenAll(requests.Select(async request =>
        {
            var (draft, _) = await DraftAsync(request);
            return (await RuleAsync(request, draft)).Ruling;
        }));
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.Equal(_engine.NaiveText(requests[i], requests[i].Settings.DeepSteps), together[i].Text);
        }
    }

    [Fact]
    public async Task RuleAsync_Progress_CountsEveryStepFromTheDraftsDepth()
    {
        var request = Requests(1).Single();
        var (draft, _) = await DraftAsync(request);
        var steps = new List<int>();
        await foreach (var piece in _engine.Generator.RuleAsync(request, draft, Cancel))
        {
            if (piece is RulingProgress progress)
            {
                steps.Add(progress.Step);
                Assert.Equal(request.Settings.DeepSteps, progress.Of);
                Assert.True(double.IsFinite(progress.Convergence) && progress.Convergence > 0);
                Assert.InRange(progress.ConfirmedCharacters, 0, draft.Text.Length);
            }
        }

        var settings = request.Settings;
        Assert.Equal(Enumerable.Range(settings.DraftSteps + 1, settings.DeepSteps - settings.DraftSteps), steps);
    }

    [Fact]
    public async Task RuleAsync_DraftAtFullDepthAlready_IsConfirmedWithoutAStep()
    {
        var request = Requests(1).Single();
        request = request with { Settings = request.Settings with { DraftSteps = request.Settings.DeepSteps } };
        var (draft, _) = await DraftAsync(request);
        long before = _engine.RowSteps;
        var (ruling, _) = await RuleAsync(request, draft);
        Assert.Equal(RulingOutcome.Confirmed, ruling.Outcome);
        Assert.Equal(before, _engine.RowSteps);
    }

    [Fact]
    public async Task RuleAsync_WhileItWaits_SaysAgainWhereItStandsOnceHalfAsManyAreAhead()
    {
        var time = new FakeTimeProvider();
        HeldNetwork? network = null;
        using var engine = new EngineFixture(new EngineOptions { MaxActiveJobs = 1 }, time: time, wrap: inner => network = new HeldNetwork(inner));
        using var stop = new CancellationTokenSource();
        using var leave = new CancellationTokenSource();
        using var held = network!.Hold();
        var request = Requests(1).Single();
        request = request with { Settings = request.Settings with { DeepSteps = 64 } };
        held.Allow(1);
        Assert.IsType<RulingProgress>(await NextAsync(Rule("running", stop.Token)));

        // Nobody waits before it, and it waits all the same: for the one that runs.
        var next = Rule("ahead 0", leave.Token);
        Assert.Equal(0, Assert.IsType<RulingQueued>(await TimeGoesOnAsync(NextAsync(next))).Position);
        _ = next.MoveNextAsync().AsTask();
        for (int i = 1; i < 3; i++)
        {
            _ = Rule($"ahead {i}", leave.Token).MoveNextAsync().AsTask();
        }

        var waiting = Rule("waiting", stop.Token);
        Assert.Equal(3, Assert.IsType<RulingQueued>(await NextAsync(waiting)).Position);

        var closer = NextAsync(waiting);
        await leave.CancelAsync();
        held.Allow(1);

        Assert.InRange(Assert.IsType<RulingQueued>(await TimeGoesOnAsync(closer)).Position, 0, 1);
        await stop.CancelAsync();

        async Task<RulingPiece> TimeGoesOnAsync(Task<RulingPiece> piece)
        {
            while (!piece.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            return await piece;
        }

        IAsyncEnumerator<RulingPiece> Rule(string scope, CancellationToken token) =>
            engine.Generator.RuleAsync(request with { RunId = scope, Scope = scope }, Foreign(LetterTokenizer.Text([1])), token).GetAsyncEnumerator(token);

        static async Task<RulingPiece> NextAsync(IAsyncEnumerator<RulingPiece> ruling)
        {
            Assert.True(await ruling.MoveNextAsync());
            return ruling.Current;
        }
    }

    [Fact]
    public async Task DraftAsync_QuestionLongerThanTheContext_IsRefused()
    {
        var request = Requests(1).Single();
        request = request with { Prompt = new Prompt([], LetterTokenizer.Text(Enumerable.Repeat(1, 500))) };
        await Assert.ThrowsAsync<PromptTooLongException>(() => DraftAsync(request));
    }

    [Fact]
    public async Task DraftAsync_ARequestThatFails_HarmsNoNeighbour()
    {
        var requests = Requests(8).ToArray();

        // A character below the tokenizer's first one becomes a negative token id, which the model refuses on the inference thread.
        var poison = requests[0] with { RunId = "poison", Prompt = new Prompt([], "!") };
        var neighbours = requests.Select(DraftAsync).ToArray();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => DraftAsync(poison));
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.Equal(_engine.NaiveText(requests[i], requests[i].Settings.DraftSteps), (await neighbours[i]).Draft.Text);
        }
    }

    [Fact]
    public async Task DraftAsync_MemoryRunsOutForOneRequest_HarmsNoNeighbour()
    {
        FaultyNetwork? network = null;
        using var engine = new EngineFixture(wrap: inner => network = new FaultyNetwork(inner));
        var requests = Requests(8).Select(request => request with { Prompt = new Prompt([], LetterTokenizer.Text([2, .. request.Prompt.Question.Select(_ => 3)])) }).ToArray();
        var poor = requests[0] with { RunId = "poor", Prompt = new Prompt([], LetterTokenizer.Text([5, 2, 3])) };
        network!.PoorToken = engine.Tokenizer.Encode([], poor.Prompt.Question, int.MaxValue).Tokens[0];
        var neighbours = requests.Select(request => DraftAsync(request, engine)).ToArray();
        await Assert.ThrowsAsync<EngineBusyException>(() => DraftAsync(poor, engine));
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.Equal(engine.NaiveText(requests[i], requests[i].Settings.DraftSteps), (await neighbours[i]).Draft.Text);
        }
    }

    [Fact]
    public async Task RuleAsync_DraftLongerThanAnAnswerMayBe_IsCutThere()
    {
        int cut = 0;
        foreach (var request in Requests(30).Select(request => request with { Settings = request.Settings with { MaxAnswerTokens = 40 } }))
        {
            string all = _engine.NaiveText(request, request.Settings.DeepSteps);
            var shorter = request with { Settings = request.Settings with { MaxAnswerTokens = 3 } };
            var (ruling, shown) = await RuleAsync(shorter, Foreign(all));
            string expected = _engine.NaiveText(shorter, request.Settings.DeepSteps);
            Assert.Equal((expected, expected == all ? RulingOutcome.Confirmed : RulingOutcome.Amended), (shown, ruling.Outcome));
            cut += expected == all ? 0 : 1;
        }

        Assert.True(cut > 5, $"{cut}");
    }

    [Fact]
    public async Task RuleAsync_WaitsForItsTurn_LeavesTheDraftInTheBudgetOfWhatIsKept()
    {
        HeldNetwork? network = null;
        using var engine = new EngineFixture(new EngineOptions { MaxActiveJobs = 1 }, wrap: inner => network = new HeldNetwork(inner));
        using var memory = new MetricCollector<long>(engine.Meters, EngineInstruments.MeterName, "dualpath.engine.sequence_memory");
        using var stop = new CancellationTokenSource();
        using var leave = new CancellationTokenSource();
        var request = Requests(1).Single();
        var (draft, _) = await DraftAsync(request, engine);
        long kept = Kept();
        Assert.True(kept > 0);
        using var held = network!.Hold();
        held.Allow(1);
        var ahead = request with { RunId = "ahead", Scope = "ahead", Settings = request.Settings with { DeepSteps = 64 } };
        await using var running = engine.Generator.RuleAsync(ahead, Foreign(LetterTokenizer.Text([1])), stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await running.MoveNextAsync());
        await using var waiting = engine.Generator.RuleAsync(request, draft, leave.Token).GetAsyncEnumerator(leave.Token);
        var first = waiting.MoveNextAsync().AsTask();
        Assert.Equal(kept, Kept());
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(kept, Kept());
        await stop.CancelAsync();

        long Kept()
        {
            memory.Clear();
            memory.RecordObservableInstruments();
            return memory.GetMeasurementSnapshot().Single(measured => Equals(measured.Tags["holder"], "kept")).Value;
        }
    }

    private static IEnumerable<GenerationRequest> Requests(int count)
    {
        var random = new Random(20260511);
        for (int i = 0; i < count; i++)
        {
            yield return new GenerationRequest
            {
                RunId = $"run-{i}",
                Scope = "test",
                Prompt = new Prompt([], LetterTokenizer.Text(Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(EngineFixture.Letters)))),
                Settings = new GenerationSettings(DraftSteps: random.Next(1, 4), DeepSteps: random.Next(4, 9), MaxAnswerTokens: random.Next(1, 9)),
            };
        }
    }

    private static Prompt GoingOn(Prompt prompt, string answer, string question) => new([.. prompt.Context, new Exchange(prompt.Question, answer)], question);

    private static Draft Foreign(string text) => new()
    {
        Text = text,
        Source = DraftSource.Chat,
        RecurrentSteps = 0,
        PromptTokens = 0,
        Tokens = text.Length,
    };

    private Task<(Draft Draft, int Pieces)> DraftAsync(GenerationRequest request) => DraftAsync(request, _engine);

    private static async Task<(Draft Draft, int Pieces)> DraftAsync(GenerationRequest request, EngineFixture engine)
    {
        string text = "";
        int pieces = 0;
        Draft? draft = null;
        await foreach (var piece in engine.Generator.DraftAsync(request, Cancel))
        {
            if (piece is DraftText delta)
            {
                text += delta.Text;
                pieces++;
            }
            else if (piece is DraftFinished finished)
            {
                draft = finished.Draft;
            }
        }

        Assert.NotNull(draft);
        Assert.Equal(text, draft.Text);
        return (draft, pieces);
    }

    /// <summary>Rules on a draft, and applies the changes as a reader would.</summary>
    private Task<(Ruling Ruling, string Shown)> RuleAsync(GenerationRequest request, Draft draft) => RuleAsync(request, draft, _engine);

    private static async Task<(Ruling Ruling, string Shown)> RuleAsync(GenerationRequest request, Draft draft, EngineFixture engine)
    {
        string shown = draft.Text;
        Ruling? ruling = null;
        await foreach (var piece in engine.Generator.RuleAsync(request, draft, Cancel))
        {
            if (piece is RulingChange change)
            {
                shown = TextPatch.Apply(shown, change.Patches);
            }
            else if (piece is RulingFinished finished)
            {
                ruling = finished.Ruling;
            }
        }

        Assert.NotNull(ruling);
        return (ruling, shown);
    }
}
