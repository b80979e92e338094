using System.Numerics.Tensors;
using DualPath.Engine.Scheduling;
using DualPath.Model;

namespace DualPath.Engine.Embedding;

/// <summary>The embedding of some tokens: the mean of their embedded inputs, brought to length 1; zero where there is none. One prelude, laid out in pieces like any prompt, and not a single recurrent step.</summary>
internal sealed class EmbeddingJob(int[] tokens, CancellationToken cancellationToken) : GenerationJob(Everybody, cancellationToken)
{
    /// <summary>It costs so little that fair shares are not kept: nobody ever has had more of it than another.</summary>
    private const string Everybody = "embeddings";

    private readonly TaskCompletionSource<float[]> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISequence? _sequence;
    private SequenceLayout _layout;
    private float[] _sum = [];

    public override JobClass Class => JobClass.Instant;

    public override ISequence Sequence => _sequence ?? throw new InvalidOperationException("The job has not been started.");

    public override (int Positions, int Steps) Extent => (tokens.Length, 0);

    public override bool IsLaidOut => _layout.Done;

    public Task<float[]> Result => _result.Task;

    public override void Start(InferenceContext inference)
    {
        _sequence = inference.CreateSequence();
        _layout = new SequenceLayout(_sequence, tokens);
        _sum = new float[inference.HiddenSize];
    }

    public override int LayOut(InferenceContext inference, int limit) => _layout.Next(inference, limit, _sum);

    public override RowRange NextRows(int limit) => default;

    public override bool Stepped(InferenceContext inference, int rows) => true;

    public override void End(Exception? error)
    {
        _sequence?.Dispose();
        if (error is not null)
        {
            _result.SetException(error);
            return;
        }

        float length = TensorPrimitives.Norm(_sum);
        if (length > 0)
        {
            TensorPrimitives.Divide(_sum, length, _sum);
        }

        _result.SetResult(_sum);
    }
}
