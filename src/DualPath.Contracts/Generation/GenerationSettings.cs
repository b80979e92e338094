namespace DualPath.Contracts.Generation;

/// <summary>Everything besides the prompt and the model that decides the text. Decoding is greedy, from a zero initial state.</summary>
/// <param name="DraftSteps">Recurrent steps of the shallow pass.</param>
/// <param name="DeepSteps">Recurrent steps of the deep pass; at least <paramref name="DraftSteps"/>.</param>
/// <param name="MaxAnswerTokens">Tokens after which an answer is cut.</param>
/// <param name="Exit">The criterion by which the deep pass decides a token before <paramref name="DeepSteps"/>, as <c>name@threshold</c>; null decides every token there. In a question that is not yet before a model: <see cref="ModelExit"/>.</param>
[GenerateSerializer]
public sealed record GenerationSettings(
    [property: Id(0)] int DraftSteps,
    [property: Id(1)] int DeepSteps,
    [property: Id(2)] int MaxAnswerTokens,
    [property: Id(3)] string? Exit = null)
{
    /// <summary>Stands for the exit rule of whichever model answers: one that is right for one model is wrong for another.</summary>
    public const string ModelExit = "model";

    /// <summary>The settings before a model.</summary>
    public GenerationSettings For(IModelIdentity model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Exit == ModelExit ? this with { Exit = model.ExitRule } : this;
    }
}
