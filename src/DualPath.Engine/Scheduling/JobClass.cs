namespace DualPath.Engine.Scheduling;

/// <summary>How urgent a job is. A pass through the core block serves the most urgent class that has rows waiting.</summary>
internal enum JobClass
{
    /// <summary>Drafts: somebody is waiting for the first token.</summary>
    Instant,

    /// <summary>Rulings: they yield to drafts at every recurrent step.</summary>
    Deep,
}
