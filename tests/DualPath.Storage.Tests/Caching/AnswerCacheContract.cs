using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Storage.Tests.Caching;

/// <summary>What every <see cref="IAnswerCache"/> must do.</summary>
public abstract class AnswerCacheContract
{
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
    public async Task ForgetAsync_OnlyInItsScope_Forgets()
    {
        var cache = await CacheAsync();
        await cache.KeepAsync(_key, Answer("mine"), Token);

        Assert.False(await cache.ForgetAsync("other", _key, Token));
        Assert.NotNull(await cache.FindAsync("mine", _key, Token));
        Assert.True(await cache.ForgetAsync("mine", _key, Token));
        Assert.Null(await cache.FindAsync("mine", _key, Token));
        Assert.False(await cache.ForgetAsync("mine", _key, Token));
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
