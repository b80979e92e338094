using System.Collections.Immutable;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

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

    [Fact]
    public async Task RuleAsync_LatentStatesGone_GivesTheSameRuling()
    {
        foreach (var request in Requests(60))
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

        var (draftSteps, deepSteps, _) = request.Settings;
        Assert.Equal(Enumerable.Range(draftSteps + 1, deepSteps - draftSteps), steps);
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

    private static Draft Foreign(string text) => new()
    {
        Text = text,
        Source = DraftSource.Chat,
        RecurrentSteps = 0,
        PromptTokens = 0,
        Tokens = text.Length,
    };

    private async Task<(Draft Draft, int Pieces)> DraftAsync(GenerationRequest request)
    {
        string text = "";
        int pieces = 0;
        Draft? draft = null;
        await foreach (var piece in _engine.Generator.DraftAsync(request, Cancel))
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
    private async Task<(Ruling Ruling, string Shown)> RuleAsync(GenerationRequest request, Draft draft)
    {
        string shown = draft.Text;
        Ruling? ruling = null;
        await foreach (var piece in _engine.Generator.RuleAsync(request, draft, Cancel))
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
