using System.Collections.Immutable;
using DualPath.Contracts.Caching;

namespace DualPath.Storage.Tests.Caching;

/// <summary>What every <see cref="INearAnswerStore"/> must do.</summary>
public abstract class NearAnswerStoreContract
{
    private readonly string _scope = "near " + Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<INearAnswerStore> StoreAsync();

    [Fact]
    public async Task ReadAsync_Kept_ComesBackAsItWasInTheOrderOfKeeping()
    {
        var store = await StoreAsync();
        NearAnswer[] answers = [Answer("b", minute: 1), Answer("a", minute: 2), Answer("c", minute: 3)];
        foreach (var answer in answers.Reverse())
        {
            await store.KeepAsync(_scope, answer, Token);
        }

        Assert.Equal(answers, await store.ReadAsync(_scope, Token), AreEqual);
    }

    [Fact]
    public async Task KeepAsync_Again_ReplacesTheEntry()
    {
        var store = await StoreAsync();
        await store.KeepAsync(_scope, Answer("a"), Token);
        var later = Answer("a") with { Observations = [new NearObservation(0.97, false)] };

        await store.KeepAsync(_scope, later, Token);

        Assert.Equal(later, Assert.Single(await store.ReadAsync(_scope, Token)), AreEqual);
    }

    [Fact]
    public async Task ForgetAsync_SomeKeys_LeavesTheOthers()
    {
        var store = await StoreAsync();
        foreach (string key in new[] { "a", "b", "c" })
        {
            await store.KeepAsync(_scope, Answer(key), Token);
        }

        await store.ForgetAsync(_scope, ["a", "c", "unknown"], Token);

        Assert.Equal("b", Assert.Single(await store.ReadAsync(_scope, Token)).Key);
    }

    [Fact]
    public async Task PurgeAsync_Scope_LeavesOtherScopes()
    {
        var store = await StoreAsync();
        await store.KeepAsync(_scope, Answer("a"), Token);
        await store.KeepAsync(_scope + "x", Answer("a"), Token);

        await store.PurgeAsync(_scope, Token);

        Assert.Empty(await store.ReadAsync(_scope, Token));
        Assert.Single(await store.ReadAsync(_scope + "x", Token));
    }

    protected static NearAnswer Answer(string key, int minute = 0) => new()
    {
        Key = key,
        Neighbourhood = "n/maker",
        Embedding = [0.25f, -1.5f, float.Epsilon],
        Observations = [new NearObservation(0.5, true), new NearObservation(1, false)],
        KeptAt = DateTimeOffset.UnixEpoch.AddMinutes(minute),
    };

    /// <summary>Records with arrays in them compare those by reference.</summary>
    private static bool AreEqual(NearAnswer left, NearAnswer right) =>
        left.Embedding.SequenceEqual(right.Embedding)
        && left.Observations.SequenceEqual(right.Observations)
        && left with { Embedding = right.Embedding, Observations = right.Observations } == right;
}
