namespace DualPath.Chaos.Checking;

/// <summary>What the check of a history found.</summary>
/// <param name="Accepted">Turns that a server has accepted.</param>
/// <param name="Completed">Of these, how many were completed with a ruling, with the very text of an undisturbed run.</param>
/// <param name="Stopped">How many were stopped.</param>
/// <param name="Resumed">Times an answer was begun again.</param>
/// <param name="Violations">What must not be; a turn that failed or has no ruling is among them, because nothing here is the question's fault.</param>
internal sealed record Verdict(int Accepted, int Completed, int Stopped, int Resumed, IReadOnlyList<string> Violations)
{
    public override string ToString() =>
        $"{Accepted} accepted, {Completed} completed as undisturbed, {Stopped} stopped, {Resumed} begun again, {Violations.Count} violations";
}
