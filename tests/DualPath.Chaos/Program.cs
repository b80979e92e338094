using System.Diagnostics;
using DualPath.Chaos.Processes;
using DualPath.Chaos.Scenarios;

// Full by default; --quick for less than four minutes, --shortest for a part of the tests; --seed to repeat a run, --only WORDS for one scenario.
int seed = Array.IndexOf(args, "--seed") is >= 0 and var at ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : Environment.TickCount;
string? only = Array.IndexOf(args, "--only") is >= 0 and var named ? args[named + 1] : null;
Func<Scenario, int> rounds = args.Contains("--shortest") ? scenario => scenario.Rounds.Shortest
    : args.Contains("--quick") ? scenario => scenario.Rounds.Quick
    : scenario => scenario.Rounds.Full;

Console.WriteLine($"chaos: seed {seed}");
using var starting = new CancellationTokenSource(TimeSpan.FromMinutes(2));
await using var undisturbed = await Cluster.StartAloneAsync(starting.Token);
int passed = 0, failed = 0;
foreach (var scenario in Scenario.All.Where(scenario => rounds(scenario) > 0 && (only is null || scenario.Name.Contains(only, StringComparison.Ordinal))))
{
    var clock = Stopwatch.StartNew();
    var (verdict, longest) = await ScenarioRun.RunAsync(scenario, rounds(scenario), seed, undisturbed.Addresses);
    bool holds = verdict.Violations.Count == 0;
    (passed, failed) = holds ? (passed + 1, failed) : (passed, failed + 1);
    Console.WriteLine(
        $"{(holds ? "passed" : "FAILED")}: {scenario.Name}: {rounds(scenario)} x {scenario.Turns} turns at {scenario.Servers.Count} servers: {verdict}; "
        + $"longest round {longest.TotalSeconds:F1} s, all {clock.Elapsed.TotalSeconds:F0} s");
    foreach (string violation in verdict.Violations)
    {
        Console.WriteLine($"  {violation}");
    }
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;
