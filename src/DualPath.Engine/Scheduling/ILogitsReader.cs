namespace DualPath.Engine.Scheduling;

/// <summary>Takes in the logits of rows one after the other, so that they need not be held all at once.</summary>
internal interface ILogitsReader
{
    /// <param name="row">Index in the range that is read.</param>
    /// <param name="logits">Logits of the vocabulary [V]; valid during the call.</param>
    void Read(int row, ReadOnlySpan<float> logits);
}
