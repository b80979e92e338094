using System.Globalization;

namespace DualPath.Model.Recurrence;

/// <summary>
/// The test that ends the recurrence early (specification 3.3). It keeps what it saw at the step it was last asked about, so one
/// instance serves one token (or one prompt) at a time: <see cref="Begin"/>, then <see cref="ShouldExit"/> after each checked step.
/// </summary>
public abstract class ExitCriterion
{
    // Above any measure there is, below what a count of steps can hold.
    private const double MostThreshold = 1e9;

    /// <summary>Whether it needs the logits of every checked step, which cost a coda and an output projection each.</summary>
    public abstract bool ReadsLogits { get; }

    /// <summary>Steps before the present one that its test depends on: begun so many steps ago or earlier, it decides alike.</summary>
    public abstract int LooksBack { get; }

    /// <summary>The measure at the last checked step; what it means is the criterion's affair.</summary>
    public double Value { get; protected set; }

    /// <summary>Starts over with the states before the first step; the observation needs no logits.</summary>
    public abstract void Begin(in ExitObservation observation);

    /// <summary>Takes in a step and tells whether the recurrence may end with it.</summary>
    public abstract bool ShouldExit(in ExitObservation observation);

    /// <summary>The names <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["kl", "minp-kl", "entropy-diff", "argmax-stability", "latent-diff", "cosine", "second-order", "settled", "fixed"];

    /// <summary>
    /// A criterion by the reference's name and its threshold: <c>kl</c>, <c>minp-kl</c>, <c>entropy-diff</c>, <c>argmax-stability</c>,
    /// <c>latent-diff</c>, <c>cosine</c>, <c>second-order</c>, <c>fixed</c>, and our own <c>settled</c>.
    /// </summary>
    /// <returns>Null for an unknown name.</returns>
    public static ExitCriterion? Create(string name, double threshold) => name switch
    {
        "kl" => new KlExit(threshold, minP: false),
        "minp-kl" => new KlExit(threshold, minP: true),
        "entropy-diff" => new EntropyExit(threshold),
        "argmax-stability" => new ArgmaxExit((int)threshold),
        "latent-diff" => new LatentExit(threshold, LatentMeasure.Difference),
        "cosine" => new LatentExit(threshold, LatentMeasure.Cosine),
        "second-order" => new SecondOrderExit(threshold),
        "settled" => new SettledExit(threshold),
        "fixed" => new FixedExit((int)threshold),
        _ => null,
    };

    /// <summary>Parses <c>name@threshold</c>.</summary>
    /// <returns>Null if it is not of that form, names no criterion, or has a threshold that is no number of ordinary size.</returns>
    public static ExitCriterion? Parse(string text) =>
        text.Split('@') is [var name, var threshold] && double.TryParse(threshold, CultureInfo.InvariantCulture, out double value) && Math.Abs(value) < MostThreshold
            ? Create(name, value)
            : null;
}
