namespace DualPath.Model.Recurrence;

/// <summary>How two successive latent states are compared.</summary>
public enum LatentMeasure
{
    /// <summary>‖s_i − s_(i−1)‖ / ‖s_i‖.</summary>
    Difference,

    /// <summary>1 − cos(s_i, s_(i−1)).</summary>
    Cosine,
}
