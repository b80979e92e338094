using Microsoft.Extensions.Options;

namespace DualPath.Grains.Hosting;

/// <summary>The rules between options; the ranges of each are attributes on it.</summary>
internal sealed class AnsweringOptionsValidator : IValidateOptions<AnsweringOptions>
{
    public ValidateOptionsResult Validate(string? name, AnsweringOptions options) =>
        options.DeepSteps >= options.DraftSteps
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"DualPath:Answering:DeepSteps is {options.DeepSteps}; it must be at least DraftSteps, {options.DraftSteps}: "
                + "the deep pass resumes where the shallow one ended.");
}
