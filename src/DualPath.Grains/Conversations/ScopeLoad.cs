using System.Runtime.InteropServices;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace DualPath.Grains.Conversations;

/// <summary>
/// How many unfinished turns each scope has in the conversations of this silo. Bounds a caller who opens a new conversation for every
/// question, which a conversation cannot see.
/// </summary>
internal sealed class ScopeLoad(IOptions<AnsweringOptions> options)
{
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Takes a place for a further turn, if there is one. Whoever does not come to record the turn gives it back.</summary>
    public bool TryEnter(string scope)
    {
        lock (_lock)
        {
            ref int open = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, scope, out _);
            if (open >= options.Value.MaxOpenTurnsPerScope)
            {
                return false;
            }

            open++;
            return true;
        }
    }

    /// <summary>Counts turns that are on record already, whether there is room for them or not.</summary>
    public void Enter(string scope, int turns)
    {
        if (turns > 0)
        {
            lock (_lock)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_open, scope, out _) += turns;
            }
        }
    }

    /// <summary>Gives places back. A scope without any is forgotten.</summary>
    public void Leave(string scope, int turns)
    {
        if (turns > 0)
        {
            lock (_lock)
            {
                if ((_open[scope] -= turns) == 0)
                {
                    _open.Remove(scope);
                }
            }
        }
    }
}
