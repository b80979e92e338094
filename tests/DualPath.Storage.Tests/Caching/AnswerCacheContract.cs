using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Storage.Tests.Caching;

/// <summary>What every <see cref="IAnswerCache"/> must do.</summary>
public abstract class AnswerCacheContract
{
    /// <summary>How many answers the caches under test keep per scope.</summary>
    protected const int Bound = 5;

    private readonly string _key = Guid.NewGuid().ToString("N");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<IAnswerCache> CacheAsync();

    [Fact]
    public async Task FindAsync_KeptAnswer_ComesBackAsItWas()
    {
        var cache = await CacheAsync();
        var answer = Answer("mine") with { Text = "ja 😀\n\"x\"", Ruling = RulingOutcome.Amended, DraftSource = DraftSource.Chat };

        await cache.KeepAsync(_key, answer, Token);

        Assert.Equal(answer, await cache.FindAsync("mine", _key, Token));
    }

    [Fact]
    public async Task FindAsync_OtherScopeOrKey_FindsNothing()
    {
        var cache = await CacheAsync();
        await cache.KeepAsync(_key, Answer("mine"), Token);

        Assert.Null(await cache.FindAsync("Mine", _key, Token));
        Assert.Null(await cache.FindAsync("", _key, Token));
        Assert.Null(await cache.FindAsync("mine", _key + "x", Token));
    }

    [Fact]
    public async Task KeepAsync_Twice_KeepsTheLater()
    {
        var cache = await CacheAsync();
        await cache.KeepAsync(_key, Answer("mine"), Token);
        await cache.KeepAsync(_key, Answer("mine") with { Text = "later" }, Token);

        Assert.Equal("later", (await cache.FindAsync("mine", _key, Token))?.Text);
    }

    [Fact]
    public async Task KeepAsync_Unruled_IsRefused()
    {
        var cache = await CacheAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => cache.KeepAsync(_key, Answer("mine") with { Ruling = RulingOutcome.Unverified }, Token));

        Assert.Null(await cache.FindAsync("mine", _key, Token));
    }

    [Fact]
    public async Task DisownAsync_Answer_IsGoneAndDoesNotComeBack()
    {
        var cache = await CacheAsync();
        Assert.True(await cache.KeepAsync(_key, Answer("mine"), Token));

        await cache.DisownAsync("mine", _key, Token);

        Assert.Null(await cache.FindAsync("mine", _key, Token));
        Assert.False(await cache.KeepAsync(_key, Answer("mine"), Token));
        Assert.Null(await cache.FindAsync("mine", _key, Token));
    }

    [Fact]
    public async Task DisownAsync_OtherScopeOrKey_ChangesNothing()
    {
        var cache = await CacheAsync();
        await cache.KeepAsync(_key, Answer("mine"), Token);

        await cache.DisownAsync("other", _key, Token);
        await cache.DisownAsync("mine", _key + "x", Token);

        Assert.NotNull(await cache.FindAsync("mine", _key, Token));
        Assert.True(await cache.KeepAsync(_key, Answer("mine"), Token));
    }

    [Fact]
    public async Task PurgeAsync_Scope_ForgetsItsAnswersAndNoOthers()
    {
        var cache = await CacheAsync();
        (string mine, string other) = ("mine " + _key, "other " + _key);
        await cache.KeepAsync("a", Answer(mine), Token);
        await cache.KeepAsync("b", Answer(mine), Token);
        await cache.KeepAsync("a", Answer(other), Token);

        await cache.PurgeAsync(mine, Token);
        await cache.PurgeAsync("nobody " + _key, Token);

        Assert.Null(await cache.FindAsync(mine, "a", Token));
        Assert.Null(await cache.FindAsync(mine, "b", Token));
        Assert.NotNull(await cache.FindAsync(other, "a", Token));
    }

    [Fact]
    public async Task DisownAsync_ScopeIsPurgedOrFull_AnswerDoesNotComeBack()
    {
        var cache = await CacheAsync();
        string scope = "disowning " + _key;
        await cache.KeepAsync("wrong", Answer(scope), Token);
        await cache.DisownAsync(scope, "wrong", Token);

        await cache.PurgeAsync(scope, Token);
        Assert.False(await cache.KeepAsync("wrong", Answer(scope), Token));

        for (int i = 0; i <= Bound; i++)
        {
            await cache.KeepAsync($"{i}", Answer(scope), Token);
        }

        Assert.False(await cache.KeepAsync("wrong", Answer(scope), Token));
    }

    [Fact]
    public async Task DisownAsync_Marks_TakeNoRoomFromAnswers()
    {
        var cache = await CacheAsync();
        string scope = "marked " + _key;
        for (int i = 0; i < Bound; i++)
        {
            await cache.KeepAsync($"{i}", Answer(scope), Token);
            await cache.DisownAsync(scope, $"wrong {i}", Token);
        }

        for (int i = 0; i < Bound; i++)
        {
            Assert.NotNull(await cache.FindAsync(scope, $"{i}", Token));
        }
    }

    [Fact]
    public async Task PurgeAsync_WhileAnswersAreKept_LeavesNoneThatTheNextPurgeMisses()
    {
        var cache = await CacheAsync();
        string scope = "busy " + _key;
        string[] keys = [.. Enumerable.Range(0, 60).Select(i => $"{i % 3}")];
        await Task.WhenAll(
            Task.Run(() => EachAsync(key => cache.KeepAsync(key, Answer(scope), Token)), Token),
            Task.Run(() => EachAsync(_ => cache.PurgeAsync(scope, Token)), Token),
            Task.Run(() => EachAsync(_ => cache.PurgeAsync(scope, Token)), Token));

        await cache.PurgeAsync(scope, Token);

        foreach (string key in keys.Distinct())
        {
            Assert.Null(await cache.FindAsync(scope, key, Token));
        }

        async Task EachAsync(Func<string, Task> act)
        {
            foreach (string key in keys)
            {
                await act(key);
            }
        }
    }

    [Fact]
    public async Task KeepAsync_MoreThanAScopeMayHold_ForgetsTheFirst()
    {
        var cache = await CacheAsync();
        string scope = "full " + _key;
        for (int i = 0; i <= Bound; i++)
        {
            await cache.KeepAsync($"{i}", Answer(scope), Token);
        }

        Assert.Null(await cache.FindAsync(scope, "0", Token));
        for (int i = 1; i <= Bound; i++)
        {
            Assert.NotNull(await cache.FindAsync(scope, $"{i}", Token));
        }
    }

    protected static CachedAnswer Answer(string scope) => new()
    {
        Scope = scope,
        Text = "42",
        Ruling = RulingOutcome.Confirmed,
        DraftSource = DraftSource.Shallow,
        DeepSteps = 16,
        RuledAt = DateTimeOffset.UnixEpoch,
    };
}
