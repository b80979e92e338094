using System.Collections.Immutable;
using DualPath.Contracts.Generation;
using DualPath.Engine.Embedding;
using DualPath.Engine.Scheduling;
using DualPath.Engine.Verification;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace DualPath.Engine.Tests.Scheduling;

/// <summary>Whatever has to be run over a whole text is run in pieces no longer than a pass, and comes out as if it had been run at once.</summary>
public sealed class PiecesTests
{
    private const int Rows = InferenceContext.LogitRows;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 1)]
    [InlineData("kl@1", 1)]
    [InlineData("latent-diff@0.8", 1)]
    [InlineData("argmax-stability@2", 4)]
    [InlineData(null, 4)]
    public async Task DraftAndRule_CodaAttends_RunItInPiecesAndAnswerAlike(string? exit, int speculation)
    {
        MeasuredNetwork? measured = null;
        using var engine = new EngineFixture(
            new EngineOptions { MaxRowsPerPass = Rows, MaxSpeculation = speculation }, codaAttends: true, wrap: network => measured = new MeasuredNetwork(network));
        using var whole = new EngineFixture(new EngineOptions { MaxRowsPerPass = 512, MaxSpeculation = speculation }, codaAttends: true);
        var random = new Random(5);
        for (int i = 0; i < 12; i++)
        {
            var request = new GenerationRequest
            {
                RunId = $"{i}",
                Scope = $"{i}",
                Prompt = new Prompt([], LetterTokenizer.Text(Enumerable.Range(0, 40 + i).Select(_ => random.Next(EngineFixture.Letters)))),
                Settings = new GenerationSettings(DraftSteps: 2, DeepSteps: 9, MaxAnswerTokens: 8, exit),
            };
            var draft = await DraftAsync(engine, request);
            Assert.Equal(engine.NaiveText(request, 2), draft.Text);
            Assert.Equal(draft.Text, (await DraftAsync(whole, request)).Text);
            var ruling = await RuleAsync(engine, request, draft);
            Assert.Equal(await RuleAsync(whole, request, draft), ruling);

            // Without latent states to resume, the rows begin to be watched while they are laid out, or not yet.
            var elsewhere = request with { RunId = "elsewhere", Scope = $"elsewhere {i}" };
            Assert.Equal(ruling with { Resumed = false }, await RuleAsync(engine, elsewhere, draft));

            // What compares logits of several depths cannot end a ruling here: all steps are taken.
            if (exit is null || ExitRule.ProblemWith(exit, engine.Network.Config) is not null)
            {
                Assert.Equal(engine.NaiveText(request, 9), ruling.Text);
            }
        }

        Assert.NotNull(measured);
        Assert.Equal((Rows, Rows, Rows), (measured.Prelude, measured.Core, measured.Coda));
        Assert.InRange(measured.Reading, 1, 2 * Rows);
    }

    [Fact]
    public async Task Embedding_LongText_RunsThePreludeInPiecesAndIsTheSame()
    {
        MeasuredNetwork? measured = null;
        using var pieces = new EngineFixture(new EngineOptions { MaxRowsPerPass = 7 }, wrap: network => measured = new MeasuredNetwork(network));
        using var whole = new EngineFixture();
        for (int length = 1; length <= EngineFixture.Config.ContextLength; length += 9)
        {
            string text = LetterTokenizer.Text(Enumerable.Range(0, length).Select(i => 5 * i % EngineFixture.Letters));
            Assert.Equal(await EmbedAsync(whole, text), await EmbedAsync(pieces, text));
        }

        Assert.Equal(7, measured!.Prelude);
    }

    [Fact]
    public async Task Embedding_CancelledMidway_EndsBeforeTheNextPieceAndFreesItsMemory()
    {
        using var engine = new EngineFixture();
        using var cancellation = new CancellationTokenSource();
        var pacer = new PacingJob();
        using var loop = new InferenceLoop(
            new InferenceContext(engine.Model, engine.Instruments), new EngineOptions { MaxRowsPerPass = 8 }, engine.Instruments, TimeProvider.System, NullLogger.Instance);
        loop.Submit(pacer);
        await pacer.HeldAsync();
        var job = new EmbeddingJob([.. Enumerable.Repeat(1, 40)], cancellation.Token);
        loop.Submit(job);
        await pacer.PassAsync();
        await pacer.PassAsync();
        int length = job.Sequence.Length;
        long bytes = loop.JobBytes;
        await cancellation.CancelAsync();
        await pacer.PassAsync();
        (int Length, long Bytes) left = (job.Sequence.Length, loop.JobBytes);
        pacer.Finish();

        Assert.Equal((8, true), (length, bytes > 0));
        Assert.Equal((0, 0L), left);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Result);
    }

    private static async Task<Draft> DraftAsync(EngineFixture engine, GenerationRequest request) =>
        (await engine.Generator.DraftAsync(request, Cancel).OfType<DraftFinished>().SingleAsync(Cancel)).Draft;

    private static async Task<Ruling> RuleAsync(EngineFixture engine, GenerationRequest request, Draft draft) =>
        (await engine.Generator.RuleAsync(request, draft, Cancel).OfType<RulingFinished>().SingleAsync(Cancel)).Ruling;

    private static async Task<ImmutableArray<float>> EmbedAsync(EngineFixture engine, string text)
    {
        using var embeddings = new PreludeEmbeddingGenerator(engine.Model, engine.Generator);
        return [.. (await embeddings.GenerateAsync([text], cancellationToken: Cancel))[0].Vector.Span];
    }
}
