namespace DualPath.Model.Recurrence;

/// <summary>What an exit criterion may look at after a recurrent step.</summary>
/// <param name="states">Latent states before the final norm, one row per position [rows, h].</param>
/// <param name="hiddenSize">h.</param>
/// <param name="logits">Logits of the last row [V]; empty for criteria that do not read them.</param>
public readonly ref struct ExitObservation(ReadOnlySpan<float> states, int hiddenSize, ReadOnlySpan<float> logits)
{
    public ReadOnlySpan<float> States { get; } = states;

    public int HiddenSize { get; } = hiddenSize;

    public ReadOnlySpan<float> Logits { get; } = logits;
}
