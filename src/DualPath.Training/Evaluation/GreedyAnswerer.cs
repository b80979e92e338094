using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.Recurrence;

namespace DualPath.Training.Evaluation;

/// <summary>
/// Answers greedily at any recurrent depth on the managed model. The prompt runs to the greatest depth once: what a step at depth r reads of it was made at
/// depth r and does not change afterwards, so every shallower answer is the very one that a prompt of that depth would give.
/// </summary>
internal sealed class GreedyAnswerer
{
    private const int MostTokens = 48;

    private readonly RecurrentDepthModel _model;
    private readonly ChatTokenizer _tokenizer;
    private readonly ForwardPass _pass;
    private readonly float[] _logits;
    private readonly double[] _probabilities;

    public GreedyAnswerer(string directory)
    {
        _model = RecurrentDepthModel.Load(directory);
        _tokenizer = ChatTokenizer.Load(Path.Combine(directory, "tokenizer.json"));
        _pass = new ForwardPass(_model);
        _logits = new float[Config.PaddedVocabularySize];
        _probabilities = new double[_logits.Length];
    }

    /// <summary>The architecture that answers.</summary>
    public ModelConfig Config => _model.Config;

    /// <summary>Begins a question; null if it is longer than the model can read.</summary>
    /// <param name="question">The question.</param>
    /// <param name="depth">The greatest depth it will be answered at.</param>
    public Prompted? Begin(EvaluationQuestion question, int depth)
    {
        var prompt = _tokenizer.Encode(question.Conversation ?? [], question.Question, int.MaxValue);
        int capacity = Math.Min(Config.ContextLength, prompt.Tokens.Count + MostTokens);
        if (prompt.Tokens.Count >= capacity)
        {
            return null;
        }

        var sequence = _model.CreateSequence(capacity, maxSteps: depth);
        int[] tokens = [.. prompt.Tokens];
        sequence.Append(tokens.AsSpan(0, tokens.Length - 1));
        Row[] rows = [.. Enumerable.Range(0, tokens.Length - 1).Select(position => new Row(sequence, position))];
        float[] embedded = new float[rows.Length * Config.HiddenSize];
        _pass.Prelude(rows, embedded);
        for (int step = 0; step < depth && rows.Length > 0; step++)
        {
            _pass.CoreStep(rows);
        }

        return new Prompted(this, prompt, sequence, tokens[^1], embedded);
    }

    /// <summary>A question whose prompt, but for its last token, has been read.</summary>
    internal sealed class Prompted(GreedyAnswerer owner, ChatPrompt prompt, SequenceState sequence, int last, float[] embedded) : IDisposable
    {
        /// <summary>What the prelude made of the prompt but for its last token [rows, h].</summary>
        public float[] Embedded => embedded;

        /// <summary>The answer at one depth.</summary>
        public GreedyAnswer Answer(int depth) => Decode(depth, depth, exit: null);

        /// <summary>
        /// The answer when every token is decided as an exit criterion says: at the least depth at which it fires, no less than the token before it, and all tokens are
        /// stepped there, as the service does.
        /// </summary>
        /// <param name="draftSteps">Depth of the draft; no token is decided before the criterion has looked back to it.</param>
        /// <param name="most">Full depth.</param>
        /// <param name="exit">The criterion.</param>
        public GreedyAnswer AnswerWithExits(int draftSteps, int most, ExitCriterion exit) => Decode(Math.Min(most, draftSteps + exit.LooksBack), most, exit);

        /// <summary>What every token of the answer would be at every depth.</summary>
        /// <param name="answer">The answer at full depth.</param>
        /// <param name="most">Full depth.</param>
        public DepthTrace Trace(GreedyAnswer answer, int most)
        {
            int start = sequence.Length;
            owner._pass.Prelude(sequence, [last, .. answer.Tokens.SkipLast(1)]);
            Row[] rows = [.. Enumerable.Range(start, answer.Tokens.Count).Select(position => new Row(sequence, position))];
            int width = owner._logits.Length;
            var trace = new DepthTrace(answer.Tokens, owner._tokenizer.VocabularySize, owner.Config.HiddenSize);
            float[] logits = new float[rows.Length * width];
            for (int depth = 1; depth <= most; depth++)
            {
                owner._pass.CoreStep(rows);
                owner._pass.Logits(rows, logits);
                trace.Add(rows.Select((row, i) => (sequence.LatentState(row.Position).ToArray(), logits.AsSpan(i * width, owner._tokenizer.VocabularySize).ToArray())));
            }

            sequence.Truncate(start);
            return trace;
        }

        public void Dispose() => sequence.Dispose();

        private GreedyAnswer Decode(int depth, int most, ExitCriterion? exit)
        {
            int start = sequence.Length;
            var decoder = owner._tokenizer.CreateDecoder(prompt);
            var text = new System.Text.StringBuilder();
            var tokens = new List<int>();
            (double sum, double least, long steps) = (0, 1, 0);
            int token = last;
            while (sequence.Length < sequence.Capacity)
            {
                owner._pass.Prelude(sequence, [token]);
                depth = Run(start, depth, most, exit);
                steps += depth;
                owner._pass.Logits([new Row(sequence, sequence.Length - 1)], owner._logits);
                token = TokenChoice.Argmax(owner._logits);
                TokenChoice.Softmax(owner._logits, owner._probabilities);
                sum += owner._probabilities[token];
                least = Math.Min(least, owner._probabilities[token]);
                tokens.Add(token);
                if (token == owner._tokenizer.EndToken)
                {
                    break;
                }

                text.Append(decoder.Append(token));
            }

            text.Append(decoder.Complete());
            sequence.Truncate(start);
            return new GreedyAnswer(text.ToString(), tokens, sum / tokens.Count, least, (double)steps / tokens.Count);
        }

        /// <summary>Steps the last row to the depth of those before it, and if its exit criterion asks for more, all rows of the answer further. Returns the depth.</summary>
        private int Run(int start, int depth, int most, ExitCriterion? exit)
        {
            var row = new Row(sequence, sequence.Length - 1);
            for (int step = 1; step <= depth; step++)
            {
                owner._pass.CoreStep([row]);
                if (exit is not null && depth < most && step == depth - exit.LooksBack)
                {
                    Begin(row, exit);
                }
                else if (exit is not null && depth < most && step > depth - exit.LooksBack && Fires(row, exit) && step == depth)
                {
                    return depth;
                }
            }

            while (depth < most)
            {
                owner._pass.CoreStep([.. Enumerable.Range(start, sequence.Length - start).Select(position => new Row(sequence, position))]);
                depth++;
                if (depth < most && Fires(row, exit!))
                {
                    break;
                }
            }

            return depth;
        }

        private void Begin(Row row, ExitCriterion exit)
        {
            exit.Begin(Observe(row, exit));
            if (exit.ReadsLogits)
            {
                // Where it starts from; the test does not count.
                exit.ShouldExit(Observe(row, exit));
            }
        }

        private bool Fires(Row row, ExitCriterion exit) => exit.ShouldExit(Observe(row, exit));

        private ExitObservation Observe(Row row, ExitCriterion exit)
        {
            if (exit.ReadsLogits)
            {
                owner._pass.Logits([row], owner._logits);
            }

            return new ExitObservation(sequence.LatentState(row.Position), owner.Config.HiddenSize, owner._logits.AsSpan(0, owner._tokenizer.VocabularySize));
        }
    }
}

/// <summary>One greedy answer.</summary>
/// <param name="Text">As the service would show it.</param>
/// <param name="Tokens">Tokens, the end token included.</param>
/// <param name="MeanProbability">Mean probability of the chosen tokens: the confidence a draft is shown with.</param>
/// <param name="LeastProbability">Probability of the least sure one.</param>
/// <param name="MeanSteps">Recurrent steps per token.</param>
internal sealed record GreedyAnswer(string Text, IReadOnlyList<int> Tokens, double MeanProbability, double LeastProbability, double MeanSteps);
