using System.Diagnostics;
using DualPath.Model.Recurrence;
using DualPath.Training.Evaluation;

namespace DualPath.Benchmarks.DepthPolicy;

/// <summary>
/// What it costs, and what it is worth, to choose the depth of an answer: fixed depths beside exit rules, each rule with the threshold that a calibration on one half of the questions gave it, measured on the other
/// half. Steps and time per answer against right answers. One thread; the prompt is at full depth for all and its time left out.
/// </summary>
internal static class DepthPolicyBenchmark
{
    private const int DraftSteps = 2;
    private const int FullDepth = 16;
    private const int Deepest = 32;
    private const double Agreement = 0.99;

    public static void Run(BenchmarkOptions options, JsonLines lines)
    {
        string model = Path.Combine(AppContext.BaseDirectory, "models", "default");
        var all = EvaluationQuestion.Read(Path.Combine(AppContext.BaseDirectory, "fixtures", "evaluation.jsonl"));
        EvaluationQuestion[] questions = [.. all.Where((_, i) => !options.Quick || i % 24 < 2)];
        var calibration = ExitCalibration.Run(model, questions, DraftSteps, FullDepth, Agreement, CancellationToken.None);
        var answerer = new GreedyAnswerer(model);
        EvaluationQuestion[] measured = [.. questions.Where((_, i) => i % 2 == 1)];
        var policies = new List<Policy>();
        foreach (int depth in new[] { 1, 2, 4, 8, FullDepth, Deepest })
        {
            policies.Add(new Policy($"fixed@{depth}", prompted => prompted.Answer(depth)));
        }

        policies.AddRange(calibration.Best.Select(rule => new Policy(
            rule.Rule,
            prompted => prompted.AnswerWithExits(DraftSteps, FullDepth, ExitCriterion.Create(rule.Criterion, rule.Threshold)!))));

        if (calibration is { Predicted: { } rule, Predictor: { } predictor })
        {
            policies.Add(new Policy(rule.Rule, prompted => prompted.Answer(Math.Clamp(predictor.Predict(prompted.Embedded, answerer.Config.HiddenSize, rule.Threshold), DraftSteps, FullDepth))));
        }

        foreach (var question in measured)
        {
            using var prompted = answerer.Begin(question, Deepest);
            foreach (var policy in policies.TakeWhile(_ => prompted is not null))
            {
                policy.Ask(prompted!, question);
            }
        }

        var full = policies.Single(policy => policy.Name == $"fixed@{FullDepth}");
        foreach (var policy in policies)
        {
            lines.Write(new
            {
                name = $"depth-policy/{policy.Name}",
                value = policy.Steps / policy.Answers,
                unit = "recurrent steps/token",
                baseline = full.Name,
                baselineValue = full.Steps / full.Answers,
                ratio = full.Steps / policy.Steps,
                microsecondsPerAnswer = policy.Time.TotalMicroseconds / policy.Answers,
                timeRatio = full.Time / policy.Time,
                right = (double)policy.Right / policy.Answers,
                rightOfBaseline = (double)full.Right / full.Answers,
                questions = policy.Answers,
            });
        }

        lines.Write(new
        {
            name = "depth-policy/least-depth-of-all",
            value = calibration.LeastDepth,
            unit = "recurrent steps/answer",
            baseline = full.Name,
            baselineValue = FullDepth,
            ratio = FullDepth / calibration.LeastDepth,
            right = calibration.Right,
        });
        var decodings = DecodingOptions.Run(model, measured, DraftSteps, FullDepth, lines);
        if (options.Plots is { } folder)
        {
            var points = policies.ToLookup(policy => policy.Name.StartsWith("fixed@", StringComparison.Ordinal), policy => (policy.Name, policy.Time / full.Time, (double)policy.Right / policy.Answers));
            Plots.WritePolicies(points[true], points[false].Concat(decodings), Path.Combine(Directory.CreateDirectory(folder).FullName, "depth-policy.svg"));
        }
    }

    private sealed class Policy(string name, Func<GreedyAnswerer.Prompted, GreedyAnswer> answer)
    {
        public string Name { get; } = name;

        public int Answers { get; private set; }

        public int Right { get; private set; }

        public double Steps { get; private set; }

        public TimeSpan Time { get; private set; }

        public void Ask(GreedyAnswerer.Prompted prompted, EvaluationQuestion question)
        {
            long started = Stopwatch.GetTimestamp();
            var given = answer(prompted);
            Time += Stopwatch.GetElapsedTime(started);
            Steps += given.MeanSteps;
            Answers++;
            Right += EvaluationQuestion.Comparable(given.Text) == EvaluationQuestion.Comparable(question.Answer) ? 1 : 0;
        }
    }
}
