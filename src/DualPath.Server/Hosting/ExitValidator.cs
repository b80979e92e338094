using DualPath.Contracts.Generation;
using DualPath.Engine.Verification;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace DualPath.Server.Hosting;

/// <summary>Whether the exit criterion is one that the model knows: what answers does not know what computes, so it is asked here.</summary>
internal sealed class ExitValidator : IValidateOptions<AnsweringOptions>
{
    public ValidateOptionsResult Validate(string? name, AnsweringOptions options) =>
        options.Exit is AnsweringOptions.NoExit or GenerationSettings.ModelExit || ExitRule.IsKnown(options.Exit)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"DualPath:Answering:Exit is '{options.Exit}'; it must be {GenerationSettings.ModelExit}, {AnsweringOptions.NoExit}, or a criterion and its threshold such as settled@0.0005. "
                + $"The criteria are {string.Join(", ", ExitRule.Criteria)}.");
}
