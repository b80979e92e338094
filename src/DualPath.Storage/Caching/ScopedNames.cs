using System.Text;
using DualPath.Contracts.Caching;
using DualPath.Storage.Redis;
using StackExchange.Redis;

namespace DualPath.Storage.Caching;

/// <summary>Names of what the cache keeps for one scope. They do not tell whose it is: a scope may hold a network address.</summary>
internal readonly struct ScopedNames(RedisConnection connection, IServerSecret secret, string scope)
{
    private readonly string _scope = secret.Mac(Encoding.UTF8.GetBytes("scope:" + scope));

    /// <summary>The list of the scope's answers.</summary>
    public RedisKey Entries => connection.Key("answers", _scope);

    /// <summary>The scope's near tier.</summary>
    public RedisKey Near => connection.Key("near", _scope);

    public RedisKey Answer(string key) => connection.Key("answer", $"{_scope}:{key}");

    public RedisKey Disowned(string key) => connection.Key("disowned", $"{_scope}:{key}");
}
