using DualPath.Contracts.Generation;
using DualPath.Engine;
using DualPath.Engine.Models;
using DualPath.Engine.Tests;
using DualPath.Engine.Tests.Huginn;
using DualPath.Torch.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DualPath.Torch.Tests.Serving;

/// <summary>The engine on TorchSharp and on the managed model, over one checkpoint in the published layout: the same answers.</summary>
public sealed class TorchEngineServingTests : IDisposable
{
    private readonly SyntheticCheckpoint _checkpoint = new(scale: 0.5f);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 1)]
    [InlineData("latent-diff@0.03", 1)]
    [InlineData(null, 4)]
    public async Task DraftsAndRulings_ManyAtOnce_AreTheManagedOnes(string? exit, int speculation)
    {
        var managed = await AnswerAsync(LoadedModel.Load(_checkpoint.Folder), exit, speculation);
        var torch = await AnswerAsync(LoadedModel.Load(_checkpoint.Folder, new TorchBackend()), exit, speculation);

        Assert.Equal(managed, torch);
        Assert.Contains(managed, answer => answer.Outcome != RulingOutcome.Confirmed);
    }

    [Fact]
    public void Load_SameCheckpoint_HasTheSameIdentity() =>
        Assert.Equal(LoadedModel.Load(_checkpoint.Folder).Checksum, LoadedModel.Load(_checkpoint.Folder, new TorchBackend()).Checksum);

    public void Dispose() => _checkpoint.Dispose();

    private static async Task<(string Draft, string Ruling, RulingOutcome Outcome)[]> AnswerAsync(LoadedModel model, string? exit, int speculation)
    {
        using var generator = new RecurrentDepthGenerator(
            model,
            Options.Create(new EngineOptions { MaxSpeculation = speculation }),
            new EngineInstruments(new Meters()),
            TimeProvider.System,
            NullLogger<RecurrentDepthGenerator>.Instance);
        string[] questions = ["Hello there!", "What is 12 + 345?", "Who is the boss's boss?", "How is the weather?", "naïve 😀", "a", "What is it?", "The boss is it."];
        return await Task.WhenAll(questions.Select(async question =>
        {
            var request = new GenerationRequest
            {
                RunId = question,
                Scope = question,
                Prompt = new Prompt([], question),
                Settings = new GenerationSettings(DraftSteps: 2, DeepSteps: 6, MaxAnswerTokens: 10) { Exit = exit },
            };
            Draft? draft = null;
            await foreach (var piece in generator.DraftAsync(request, Cancel))
            {
                draft = piece is DraftFinished finished ? finished.Draft : draft;
            }

            Ruling? ruling = null;
            await foreach (var piece in generator.RuleAsync(request, draft!, Cancel))
            {
                ruling = piece is RulingFinished finished ? finished.Ruling : ruling;
            }

            return (draft!.Text, ruling!.Text, ruling.Outcome);
        }));
    }
}
