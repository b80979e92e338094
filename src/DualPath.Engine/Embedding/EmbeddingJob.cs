using DualPath.Engine.Scheduling;
using DualPath.Model;

namespace DualPath.Engine.Embedding;

/// <summary>The embedding of some tokens: one prelude when it is let in, and not a single recurrent step.</summary>
internal sealed class EmbeddingJob(int[] tokens, CancellationToken cancellationToken) : GenerationJob(Everybody, cancellationToken)
{
    /// <summary>It costs so little that fair shares are not kept: nobody ever has had more of it than another.</summary>
    private const string Everybody = "embeddings";

    private readonly TaskCompletionSource<float[]> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private float[] _embedding = [];

    public override JobClass Class => JobClass.Instant;

    public override SequenceState Sequence => throw new InvalidOperationException("An embedding has no rows.");

    public override long AllocatedBytes => 0;

    public Task<float[]> Result => _result.Task;

    public override void Start(InferenceContext inference) => _embedding = inference.Embed(tokens);

    public override RowRange NextRows(int limit) => default;

    public override bool Stepped(InferenceContext inference, int rows) => true;

    public override void End(Exception? error)
    {
        if (error is null)
        {
            _result.SetResult(_embedding);
        }
        else
        {
            _result.SetException(error);
        }
    }
}
