using System.Diagnostics;
using DualPath.Chaos.Checking;
using DualPath.Chaos.Load;
using DualPath.Chaos.Processes;

namespace DualPath.Chaos.Scenarios;

/// <summary>Does a scenario's harm, round after round, and checks what has become of every question.</summary>
internal static class ScenarioRun
{
    /// <summary>For a round, and for what a conversation is owed after the last one: much longer than any recovery is to take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<(Verdict Verdict, TimeSpan LongestRound)> RunAsync(Scenario scenario, int rounds, int seed, IReadOnlyList<Uri> undisturbed)
    {
        var random = new Random(seed);
        using var starting = new CancellationTokenSource(Patience);
        await using var cluster = scenario.Embedded
            ? await Cluster.StartAloneAsync(starting.Token)
            : await Cluster.StartAsync(scenario.Servers, starting.Token);
        var crowd = new Crowd(cluster.Addresses, random);
        var longest = TimeSpan.Zero;
        var violations = new List<string>();
        for (int round = 1; round <= rounds; round++)
        {
            using var patience = new CancellationTokenSource(Patience);
            var clock = Stopwatch.StartNew();
            var asking = crowd.AskAsync(scenario.Turns, scenario.Habits, patience.Token);
            await scenario.Harm(cluster, random, patience.Token);
            try
            {
                await asking;
            }
            catch (OperationCanceledException)
            {
                violations.Add($"round {round} was not over after {Patience}");
            }

            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
        }

        var verdict = await new Checker(cluster.Addresses, undisturbed).CheckAsync(crowd.History, Patience);
        if (scenario.Evidence is { } evidence && !cluster.Servers.Any(server => server.Output.Contains(evidence, StringComparison.Ordinal)))
        {
            violations.Add($"no server said {evidence}, so the harm was not done");
        }

        verdict = verdict with { Violations = [.. violations, .. verdict.Violations] };
        Directory.CreateDirectory(Repository.Logs);
        for (int i = 0; i < cluster.Servers.Count; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Logs, $"{scenario.Name} {i + 1}.log"), cluster.Servers[i].Output);
        }

        return (verdict, longest);
    }
}
