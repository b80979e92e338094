using System.Diagnostics;
using DualPath.Engine.Tokenization;
using DualPath.Model;
using DualPath.Model.Generation;
using DualPath.Model.KvCache;
using DualPath.Model.Weights;
using DualPath.Training.Evaluation;

namespace DualPath.Benchmarks.DepthPolicy;

/// <summary>
/// What the engine leaves off by default, beside plain decoding at full depth (specification 3): keys and values in a ring of a few steps, new tokens that start from the latent state before them,
/// drafts by a shallow pass (self-speculation), the wavefront sampler, and weights of fewer bits. How often the answer is the same, how often it is right, and the time it takes. One thread, prompts included.
/// </summary>
internal static class DecodingOptions
{
    /// <summary>Questions that are asked before anything counts.</summary>
    private const int Rehearsal = 10;

    /// <returns>Of each what it takes, full depth being 1, and how often it is right.</returns>
    public static IEnumerable<(string Name, double Time, double Right)> Run(string model, IReadOnlyList<EvaluationQuestion> questions, int draftSteps, int fullDepth, JsonLines lines)
    {
        var network = RecurrentDepthModel.Load(model);
        var tokenizer = ChatTokenizer.Load(Path.Combine(model, TokenizerFile.Name));
        var generator = new ReferenceGenerator(network);
        var answerer = new GreedyAnswerer(model);
        Option full = new("full", (prompt, count) => generator.Greedy(prompt, count, fullDepth, CacheLookup.Full));
        List<Option> options = [full];
        foreach (int slots in new[] { 2, 4, 8 })
        {
            options.Add(new($"ring@{slots}", (prompt, count) => generator.Greedy(prompt, count, fullDepth, new CacheLookup(CacheLookupKind.Latest, slots))));
        }

        foreach (int steps in new[] { draftSteps, fullDepth / 4, fullDepth / 2, fullDepth })
        {
            options.Add(new($"warm-start@{steps}", (prompt, count) => generator.Greedy(prompt, count, steps, CacheLookup.Full, warmStart: true)));
        }

        foreach (var format in new[] { WeightFormat.Bf16, WeightFormat.Int8 })
        {
            var rounded = new ReferenceGenerator(RecurrentDepthModel.Load(model, format));
            options.Add(new($"weights@{format.ToString().ToLowerInvariant()}", (prompt, count) => rounded.Greedy(prompt, count, fullDepth, CacheLookup.Full)));
        }

        foreach (int inner in new[] { 2, 4 })
        {
            var sampler = new WavefrontSampler(network) { InnerSteps = inner };
            options.Add(new($"wavefront@{inner}", (prompt, count) => sampler.Generate(prompt, count, fullDepth).Tokens));
        }

        foreach (int lookahead in new[] { 2, 4 })
        {
            // The last block may go beyond what was asked for.
            options.Add(new($"speculation@{lookahead}", (prompt, count) => generator.Speculative(prompt, count, draftSteps, lookahead, fullDepth)[..(prompt.Length + count)]));
        }

        foreach (var (index, question) in questions.Take(Rehearsal).Concat(questions).Index())
        {
            if (index == Rehearsal)
            {
                options.ForEach(option => option.Forget());
            }

            var encoded = tokenizer.Encode(question.Conversation ?? [], question.Question, int.MaxValue);
            int[] prompt = [.. encoded.Tokens];
            using var prompted = answerer.Begin(question, fullDepth);
            if (prompted?.Answer(fullDepth) is not { } plain || prompt.Length + plain.Tokens.Count + 4 > network.Config.ContextLength)
            {
                continue;
            }

            bool IsRight(IEnumerable<int> tokens)
            {
                var decoder = tokenizer.CreateDecoder(encoded);
                string text = string.Concat(tokens.TakeWhile(token => token != tokenizer.EndToken).Select(decoder.Append)) + decoder.Complete();
                return EvaluationQuestion.Comparable(text) == EvaluationQuestion.Comparable(question.Answer);
            }

            // Each is first in its turn: whoever is finds colder caches.
            int first = index % options.Count;
            foreach (var option in options[first..].Concat(options[..first]))
            {
                option.Ask(prompt, plain.Tokens, IsRight);
            }
        }

        foreach (var option in options)
        {
            lines.Write(new
            {
                name = $"depth-policy/{option.Name}",
                value = option.Time.TotalMicroseconds / option.Answers,
                unit = "us/answer",
                baseline = full.Name,
                baselineValue = full.Time.TotalMicroseconds / full.Answers,
                ratio = full.Time / option.Time,
                agreement = (double)option.Same / option.Answers,
                right = (double)option.Right / option.Answers,
                rightOfBaseline = (double)full.Right / full.Answers,
                questions = option.Answers,
            });
        }

        return [.. options.Except([full]).Select(option => (option.Name, option.Time / full.Time, (double)option.Right / option.Answers))];
    }

    private sealed class Option(string name, Func<int[], int, int[]> decode)
    {
        public string Name { get; } = name;

        public int Answers { get; private set; }

        public int Same { get; private set; }

        public int Right { get; private set; }

        public TimeSpan Time { get; private set; }

        public void Forget() => (Answers, Same, Right, Time) = (0, 0, 0, TimeSpan.Zero);

        public void Ask(int[] prompt, IReadOnlyList<int> answer, Func<IEnumerable<int>, bool> isRight)
        {
            long started = Stopwatch.GetTimestamp();
            int[] tokens = decode(prompt, answer.Count);
            Time += Stopwatch.GetElapsedTime(started);
            bool same = tokens.AsSpan(prompt.Length).SequenceEqual([.. answer]);
            Answers++;
            Same += same ? 1 : 0;
            Right += isRight(tokens.Skip(prompt.Length)) ? 1 : 0;
        }
    }
}
