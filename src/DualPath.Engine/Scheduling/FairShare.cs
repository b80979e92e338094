namespace DualPath.Engine.Scheduling;

/// <summary>
/// How much each caller has been served, in rows times recurrent steps: prompt and answer tokens, weighted by what they cost. Whoever has been served least is next
/// (virtual token counters, Sheng et al. 2024). A caller who was away comes back at the level of the least served of those present, so that nobody can save up
/// service; one who was served more than that keeps his count, so that nobody is rid of it by leaving,
/// as long as there are no more callers than can be remembered.
/// </summary>
internal sealed class FairShare
{
    private const int MostRemembered = 4096;

    private readonly Dictionary<string, (double Served, int Jobs)> _callers = new(StringComparer.Ordinal);

    /// <summary>A caller has one more job.</summary>
    public void Enter(string caller)
    {
        double least = LeastPresent();
        var (served, jobs) = _callers.GetValueOrDefault(caller);
        _callers[caller] = (jobs == 0 ? Math.Max(served, least) : served, jobs + 1);
    }

    /// <summary>One of a caller's jobs is over.</summary>
    public void Leave(string caller)
    {
        var (served, jobs) = _callers[caller];
        _callers[caller] = (served, jobs - 1);
        if (_callers.Count > MostRemembered || _callers.Values.All(other => other.Jobs == 0))
        {
            Forget();
        }
    }

    public void Charge(string caller, double rows)
    {
        var (served, jobs) = _callers[caller];
        _callers[caller] = (served + rows, jobs);
    }

    /// <summary>What a caller has been served so far.</summary>
    public double Served(string caller) => _callers.GetValueOrDefault(caller).Served;

    private double LeastPresent() => _callers.Values.Where(caller => caller.Jobs > 0).Select(caller => caller.Served).DefaultIfEmpty(0).Min();

    private void Forget()
    {
        foreach (var (caller, _) in _callers.Where(pair => pair.Value.Jobs == 0).ToArray())
        {
            _callers.Remove(caller);
        }
    }
}
