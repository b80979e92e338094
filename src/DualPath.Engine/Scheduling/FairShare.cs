namespace DualPath.Engine.Scheduling;

/// <summary>
/// How much each caller has been served, in rows times recurrent steps: prompt and answer tokens, weighted by what they cost. Whoever has been served least is next
/// (virtual token counters, Sheng et al. 2024). A caller who was away comes back at the level of the least served of those present, so that nobody can save up
/// service; one who was served more than that keeps his count, so that nobody is rid of it by leaving,
/// as long as there are no more callers than can be remembered.
/// </summary>
/// <remarks>The inference thread asks between passes, under a lock: what it asks takes no longer for callers who are away.</remarks>
internal sealed class FairShare
{
    private const int MostRemembered = 4096;

    private readonly Dictionary<string, Share> _present = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _away = new(StringComparer.Ordinal);

    /// <summary>A caller has one more job waiting.</summary>
    public void Enter(string caller)
    {
        if (!_present.TryGetValue(caller, out var share))
        {
            _away.Remove(caller, out double served);
            share = new Share { Served = Math.Max(served, LeastPresent()) };
            _present.Add(caller, share);
        }

        share.Waiting++;
    }

    /// <summary>One of a caller's waiting jobs has become active.</summary>
    public void Begin(string caller)
    {
        var share = _present[caller];
        share.Waiting--;
        share.Active++;
    }

    /// <summary>One of a caller's jobs is over.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="waited">Whether it was still waiting.</param>
    public void Leave(string caller, bool waited = false)
    {
        var share = _present[caller];
        share.Waiting -= waited ? 1 : 0;
        share.Active -= waited ? 0 : 1;
        if (share.Waiting + share.Active == 0)
        {
            _present.Remove(caller);
            _away[caller] = share.Served;
            if (_present.Count == 0 || _away.Count > MostRemembered)
            {
                _away.Clear();
            }
        }
    }

    public void Charge(string caller, double rows) => _present[caller].Served += rows;

    /// <summary>What a caller with jobs here has been served so far, and the number of his active jobs.</summary>
    public (double Served, int Active) Of(string caller)
    {
        var share = _present[caller];
        return (share.Served, share.Active);
    }

    /// <summary>How many jobs of others come before the one of a caller that has <paramref name="own"/> of his own waiting before it, since callers take turns: of each as many, and one more.</summary>
    public int OthersBefore(string caller, int own)
    {
        int ahead = 0;
        foreach (var (other, share) in _present)
        {
            ahead += other == caller ? 0 : Math.Min(share.Waiting, own + 1);
        }

        return ahead;
    }

    private double LeastPresent()
    {
        double least = double.PositiveInfinity;
        foreach (var share in _present.Values)
        {
            least = Math.Min(least, share.Served);
        }

        return double.IsFinite(least) ? least : 0;
    }

    private sealed class Share
    {
        public double Served { get; set; }

        public int Waiting { get; set; }

        public int Active { get; set; }
    }
}
