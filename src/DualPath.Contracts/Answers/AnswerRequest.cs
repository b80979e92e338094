using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Contracts.Answers;

/// <summary>What an answer is made from.</summary>
[GenerateSerializer]
public sealed record AnswerRequest
{
    /// <summary>Identifies this follower (its turn id), so that it can stop.</summary>
    [Id(0)] public required string FollowerId { get; init; }

    /// <summary>Whose answer it is; compared for equality with the scope of a cached answer.</summary>
    [Id(1)] public required string Scope { get; init; }

    /// <summary>What to generate.</summary>
    [Id(2)] public required Prompt Prompt { get; init; }

    /// <summary>How to generate.</summary>
    [Id(3)] public required GenerationSettings Settings { get; init; }

    /// <summary>
    /// The draft the follower has already shown and on which it is owed a ruling, after a restart; null otherwise. A new run then
    /// rules on it instead of drafting again.
    /// </summary>
    [Id(4)] public Draft? ShownDraft { get; init; }

    /// <summary>What is asked: stands for the scope and for all that decides the text, but for the model, which is known where the answer is made.</summary>
    [Id(5)] public required string Key { get; init; }

    /// <summary>Stands for the same but the question: only inside it can another question's answer be of use.</summary>
    [Id(6)] public required string Neighbourhood { get; init; }

    /// <summary>What the question asks of the cache.</summary>
    [Id(7)] public CacheControl Cache { get; init; }

    /// <summary>The key of the answer grain. Questions that use the cache in different ways do not share a run.</summary>
    public string GrainKey => Cache == default ? Key : $"{Key}{(Cache.NoCache ? "+no-cache" : "")}{(Cache.NoStore ? "+no-store" : "")}";
}
