using DualPath.Contracts.Answers;
using DualPath.Contracts.Generation;
using DualPath.Grains.Conversations;
using DualPath.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace DualPath.Grains.Answers;

/// <summary>What a turn asks of the answer grains. The same turn always asks the same, so that its answer is found again.</summary>
internal sealed class AnswerRequests(AnswerKeys keys, IOptions<AnsweringOptions> options)
{
    /// <summary>How a question is answered that is accepted now.</summary>
    public GenerationSettings CurrentSettings => options.Value.ToSettings();

    /// <summary>How many exchanges a question is shown with that is accepted now.</summary>
    public int CurrentContextExchanges => options.Value.ContextExchanges;

    public AnswerRequest For(TurnRecord turn, IEnumerable<TurnRecord> turns)
    {
        var settings = turn.Accepted.Settings ?? CurrentSettings;
        var prompt = new Prompt(ConversationContext.Before(turn, turns, turn.Accepted.ContextExchanges ?? CurrentContextExchanges), turn.Accepted.Question);
        string scope = turn.Accepted.Scope!;
        return new AnswerRequest
        {
            FollowerId = turn.Id,
            Scope = scope,
            Key = keys.For(scope, settings, prompt),
            Neighbourhood = keys.Neighbourhood(scope, settings, prompt),
            Cache = turn.Accepted.Cache ?? default,
            Prompt = prompt,
            Settings = settings,
            ShownDraft = turn.Draft,
        };
    }
}
