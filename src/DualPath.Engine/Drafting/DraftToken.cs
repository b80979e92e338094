namespace DualPath.Engine.Drafting;

/// <summary>A token the shallow pass has chosen.</summary>
/// <param name="Id">Token id.</param>
/// <param name="Probability">Probability the model gave it.</param>
internal readonly record struct DraftToken(int Id, float Probability);
