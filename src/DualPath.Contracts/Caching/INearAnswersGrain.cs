namespace DualPath.Contracts.Caching;

/// <summary>
/// The near tier of one scope's answer cache; the grain's key is the scope, and nothing is ever compared across two of them. Finds the
/// answer to the most similar question, and learns from rulings whether such answers can be trusted as drafts. Never as more than drafts.
/// </summary>
[Alias("DualPath.INearAnswersGrain")]
public interface INearAnswersGrain : IGrainWithStringKey
{
    /// <summary>Looks for the most similar question that has an answer.</summary>
    /// <param name="neighbourhood">What the questions must share but for their words; compared for equality.</param>
    /// <param name="question">The question's words.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Find")]
    Task<NearLookup> FindAsync(string neighbourhood, string question, CancellationToken cancellationToken);

    /// <summary>A question that was looked up has been ruled on, and its answer kept.</summary>
    [Alias("Learn")]
    Task LearnAsync(NearLesson lesson, CancellationToken cancellationToken);

    /// <summary>Forgets the scope.</summary>
    [Alias("Purge")]
    Task PurgeAsync(CancellationToken cancellationToken);
}
