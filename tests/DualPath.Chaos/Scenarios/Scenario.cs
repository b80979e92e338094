using DualPath.Chaos.Load;
using DualPath.Chaos.Processes;
using DualPath.Contracts.Conversations;

namespace DualPath.Chaos.Scenarios;

/// <summary>One way of doing harm.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Servers">What each process does.</param>
/// <param name="Rounds">How often it is done, in full, quick and shortest form; 0 leaves it out.</param>
/// <param name="Turns">Questions asked in each round.</param>
/// <param name="Habits">What the clients do.</param>
/// <param name="Harm">What is done while they do it; leaves every process running.</param>
/// <param name="Evidence">What some server must have said in the end, or else the harm was not done; null where nothing is said of it.</param>
/// <param name="Embedded">Whether there is one server with its own store, and no Redis: what a deployment is by default.</param>
internal sealed record Scenario(
    string Name,
    IReadOnlyList<Role> Servers,
    (int Full, int Quick, int Shortest) Rounds,
    int Turns,
    IReadOnlyList<Habit> Habits,
    Func<Cluster, Random, CancellationToken, Task> Harm,
    string? Evidence = null,
    bool Embedded = false)
{
    private static readonly Habit[] Anything = [Habit.Stays, Habit.Flickers, Habit.Leaves];
    private static readonly Role[] One = [Role.Both];
    private static readonly Role[] Two = [Role.Both, Role.Both];
    private static readonly Role[] Three = [.. Two, Role.Both];
    private static readonly Role[] TwoEdgesAndAnEngine = [Role.Edge, Role.Edge, Role.Engine];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("kill -9 of a server", Two, (20, 3, 1), 25, Anything, KillAsync),
        new("kill -9 of the only server, embedded store", One, (20, 2, 1), 25, Anything, KillAsync, Embedded: true),
        new("a server frozen until the others give it up", Three, (3, 1, 0), 50, Anything, FreezeAsync, Evidence: nameof(LogMovedOnException)),
        new("kill -9 of the only engine", TwoEdgesAndAnEngine, (5, 1, 0), 25, Anything, KillEngineAsync),
        new("kill -9 of Redis, appendfsync always", Two, (5, 2, 1), 25, Anything, KillRedisAsync),
        new("Redis hangs", Two, (3, 1, 0), 25, Anything, HangRedisAsync),
        new("disconnects at every phase", Two, (5, 1, 0), 50, [Habit.Flickers, Habit.Leaves], NothingAsync),
        new("stops at every phase", Two, (10, 2, 0), 50, [Habit.Stops, Habit.Stops, Habit.Leaves], NothingAsync),
    ];

    private static async Task KillAsync(Cluster cluster, Random random, CancellationToken cancellationToken)
    {
        await Task.Delay(random.Next(20, 1500), cancellationToken);
        var server = cluster.Servers[random.Next(cluster.Servers.Count)];
        await server.KillAsync();
        await server.StartAsync(cancellationToken);
    }

    private static async Task KillEngineAsync(Cluster cluster, Random random, CancellationToken cancellationToken)
    {
        await Task.Delay(random.Next(20, 1500), cancellationToken);
        var engine = cluster.Servers[^1];
        await engine.KillAsync();

        // Sometimes back before the edges have noticed, sometimes long after.
        await Task.Delay(random.Next(8000), cancellationToken);
        await engine.StartAsync(cancellationToken);
    }

    private static async Task FreezeAsync(Cluster cluster, Random random, CancellationToken cancellationToken)
    {
        // In the middle of its turns: it is to find, when it goes on with them, that others have done so.
        await Task.Delay(random.Next(500, 1000), cancellationToken);
        var server = cluster.Servers[random.Next(cluster.Servers.Count)];
        await StartIfEndedAsync(server, TimeSpan.Zero, cancellationToken);
        await server.FreezeAsync();
        await Task.Delay(TimeSpan.FromSeconds(20), cancellationToken);
        await server.ThawAsync();

        await StartIfEndedAsync(server, TimeSpan.FromSeconds(15), cancellationToken);
    }

    /// <summary>One that finds that the others have given it up ends itself, sooner or later; this is who supervises it.</summary>
    private static async Task StartIfEndedAsync(ChildProcess server, TimeSpan within, CancellationToken cancellationToken)
    {
        if (await server.EndsWithinAsync(within, cancellationToken))
        {
            await server.StartAsync(cancellationToken);
        }
    }

    private static async Task KillRedisAsync(Cluster cluster, Random random, CancellationToken cancellationToken)
    {
        await Task.Delay(random.Next(20, 1500), cancellationToken);
        await cluster.Redis!.KillAsync();
        await Task.Delay(random.Next(2000), cancellationToken);
        await cluster.Redis.StartAsync(cancellationToken);
    }

    private static async Task HangRedisAsync(Cluster cluster, Random random, CancellationToken cancellationToken)
    {
        await Task.Delay(random.Next(20, 1000), cancellationToken);
        await cluster.Redis!.FreezeAsync();
        await Task.Delay(TimeSpan.FromSeconds(6), cancellationToken);
        await cluster.Redis.ThawAsync();
    }

    private static Task NothingAsync(Cluster cluster, Random random, CancellationToken cancellationToken) => Task.CompletedTask;
}
