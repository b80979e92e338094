using System.Collections.Immutable;
using DualPath.Contracts.Conversations;
using DualPath.Contracts.Generation;

namespace DualPath.Grains.Answers;

/// <summary>Numbers the revisions of one run; each is based on the one before.</summary>
internal sealed class RevisionCounter
{
    private int _revision;

    public RevisionIssued Next(RulingOutcome outcome, ImmutableArray<TextPatch> patches, bool isFinal, string? reason) => new()
    {
        BaseRevision = _revision,
        Revision = ++_revision,
        Outcome = outcome,
        Patches = patches,
        IsFinal = isFinal,
        Reason = reason,
    };
}
