using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.KvCache;
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
        _logits = new float[_model.Config.PaddedVocabularySize];
        _probabilities = new double[_logits.Length];
    }

    /// <summary>Begins a question; null if it is longer than the model can read.</summary>
    /// <param name="question">The question.</param>
    /// <param name="depth">The greatest depth it will be answered at.</param>
    public Prompted? Begin(EvaluationQuestion question, int depth)
    {
        var prompt = _tokenizer.Encode(question.Conversation ?? [], question.Question, int.MaxValue);
        int capacity = Math.Min(_model.Config.ContextLength, prompt.Tokens.Count + MostTokens);
        if (prompt.Tokens.Count >= capacity)
        {
            return null;
        }

        // Tokens of the answer that stopped early lack deeper steps; "latest" reads the deepest they have. Of equal depth, it is the full lookup.
        var sequence = _model.CreateSequence(capacity, CacheLookup.Latest, depth);
        int[] tokens = [.. prompt.Tokens];
        _pass.Prelude(sequence, tokens.AsSpan(0, tokens.Length - 1));
        Row[] rows = [.. Enumerable.Range(0, tokens.Length - 1).Select(position => new Row(sequence, position))];
        for (int step = 0; step < depth && rows.Length > 0; step++)
        {
            _pass.CoreStep(rows);
        }

        return new Prompted(this, prompt, sequence, tokens[^1]);
    }

    /// <summary>A question whose prompt, but for its last token, has been read.</summary>
    internal sealed class Prompted(GreedyAnswerer owner, ChatPrompt prompt, SequenceState sequence, int last) : IDisposable
    {
        /// <summary>The answer at one depth.</summary>
        public GreedyAnswer Answer(int depth) => Decode(depth, exit: null);

        /// <summary>The answer when every token stops as the exit rule says, at the latest at <paramref name="most"/>.</summary>
        public GreedyAnswer AnswerWithExits(int most, ExitCriterion exit) => Decode(most, exit);

        public void Dispose() => sequence.Dispose();

        private GreedyAnswer Decode(int most, ExitCriterion? exit)
        {
            int start = sequence.Length;
            var decoder = owner._tokenizer.CreateDecoder(prompt);
            var text = new System.Text.StringBuilder();
            (double sum, double least, int count, long steps) = (0, 1, 0, 0);
            int token = last;
            while (sequence.Length < sequence.Capacity)
            {
                owner._pass.Prelude(sequence, [token]);
                var row = new Row(sequence, sequence.Length - 1);
                steps += Run(row, most, exit);
                token = TokenChoice.Argmax(owner._logits);
                TokenChoice.Softmax(owner._logits, owner._probabilities);
                sum += owner._probabilities[token];
                least = Math.Min(least, owner._probabilities[token]);
                count++;
                if (token == owner._tokenizer.EndToken)
                {
                    break;
                }

                text.Append(decoder.Append(token));
            }

            text.Append(decoder.Complete());
            sequence.Truncate(start);
            return new GreedyAnswer(text.ToString(), sum / count, least, count, (double)steps / count);
        }

        private int Run(Row row, int most, ExitCriterion? exit)
        {
            exit?.Begin(default);
            for (int step = 1; ; step++)
            {
                owner._pass.CoreStep([row]);
                if (step == most || exit is not null)
                {
                    owner._pass.Logits([row], owner._logits);
                    if (step == most || exit!.ShouldExit(new ExitObservation([], 0, owner._logits)))
                    {
                        return step;
                    }
                }
            }
        }
    }
}

/// <summary>One greedy answer.</summary>
/// <param name="Text">As the service would show it.</param>
/// <param name="MeanProbability">Mean probability of the chosen tokens: the confidence a draft is shown with.</param>
/// <param name="LeastProbability">Probability of the least sure one.</param>
/// <param name="Tokens">Tokens, the end token included.</param>
/// <param name="MeanSteps">Recurrent steps per token.</param>
internal sealed record GreedyAnswer(string Text, double MeanProbability, double LeastProbability, int Tokens, double MeanSteps);
