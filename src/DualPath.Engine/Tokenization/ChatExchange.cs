namespace DualPath.Engine.Tokenization;

/// <summary>One earlier question of a conversation and the answer that stood in the end.</summary>
public sealed record ChatExchange(string Question, string Answer);
