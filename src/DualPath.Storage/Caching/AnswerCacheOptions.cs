using System.ComponentModel.DataAnnotations;

namespace DualPath.Storage.Caching;

/// <summary>How long answers are kept, and how many, section <c>DualPath:Cache</c>.</summary>
public sealed class AnswerCacheOptions
{
    /// <summary>How long an answer is kept after its ruling. Default: 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00", ErrorMessage = "DualPath:Cache:TimeToLive must lie between {1} and {2}.")]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Part of the time to live by which each entry's own lies above or below it at random, so that answers kept together do not
    /// all expire together. Default: 0.1.
    /// </summary>
    [Range(0.0, 0.5, ErrorMessage = "DualPath:Cache:Jitter must lie between {1} and {2}.")]
    public double Jitter { get; set; } = 0.1;

    /// <summary>Answers kept per scope; beyond that, those that were kept first are forgotten. Default: 10,000.</summary>
    [Range(1, 10_000_000, ErrorMessage = "DualPath:Cache:MaxAnswersPerScope must lie between {1} and {2}.")]
    public int MaxAnswersPerScope { get; set; } = 10_000;

    /// <summary>The longest time to live an entry can get.</summary>
    internal TimeSpan LongestTimeToLive => TimeToLive * (1 + Jitter);

    /// <summary>One entry's time to live.</summary>
    /// <param name="random">Decides where in the band it lies.</param>
    public TimeSpan NextTimeToLive(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return TimeToLive * (1 + Jitter * (2 * random.NextDouble() - 1));
    }
}
