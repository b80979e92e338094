using System.Diagnostics;
using DualPath.Engine.Models;
using DualPath.Model.Recurrence;
using DualPath.Training.Tasks;

namespace DualPath.Training.Evaluation;

/// <summary>Measures a model folder: exact match by domain, task and depth, the exit rule it was calibrated to, and what a draft's confidence is worth.</summary>
internal static class ModelEvaluation
{
    /// <summary>Depths of draft and ruling in the service's defaults.</summary>
    private const int DraftSteps = 2;
    private const int DeepSteps = 16;
    private const int TimedQuestions = 50;

    /// <summary>The exit rule measured with where the folder has none of its own: never to end too early matters more there than what it saves.</summary>
    private static readonly string Uncalibrated = FormattableString.Invariant($"settled@{SettledExit.Still}");

    /// <summary>Asks every question at each of the rising <paramref name="steps"/>.</summary>
    /// <param name="directory">The model folder.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="steps">Depths.</param>
    /// <param name="cancellationToken">Ends the run between two questions.</param>
    public static EvaluationReport Run(string directory, IReadOnlyList<EvaluationQuestion> questions, IReadOnlyList<int> steps, CancellationToken cancellationToken)
    {
        string rule = ModelCalibration.Load(directory).Exit ?? Uncalibrated;
        int workers = Math.Max(1, Math.Min(Environment.ProcessorCount, 2));
        var answerers = new System.Collections.Concurrent.ConcurrentBag<GreedyAnswerer>();
        var results = new QuestionResult[questions.Count];
        Parallel.For(0, questions.Count, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken }, i =>
        {
            var answerer = answerers.TryTake(out var idle) ? idle : new GreedyAnswerer(directory);
            results[i] = Ask(answerer, questions[i], steps, rule);
            answerers.Add(answerer);
        });

        var timed = answerers.TryPeek(out var any) ? Time(any, questions) : default;
        return new EvaluationReport(
            steps,
            rule,
            [.. Group(results, result => result.Question.Domain ?? EvaluationQuestion.NoDomain, steps)],
            [.. Group(results.Where(result => QuestionGroups.Of(result.Question) is not null), result => QuestionGroups.Of(result.Question)!, steps)],
            [.. Group(results.Where(result => result.Question.Task is not null), result => $"{result.Question.Task} {result.Question.Level}", steps)],
            DraftCalibration.Of(results.Select(result => (result.Draft.MeanProbability, result.DraftSurvives))),
            DraftCalibration.Of(results.Select(result => (result.Draft.LeastProbability, result.DraftSurvives))),
            results.Where(result => !IsRefusal(result.Question.Answer)).Select(result => IsRefusal(result.Deep.Text) ? 1.0 : 0.0).DefaultIfEmpty().Average(),
            timed.AnswersPerSecond,
            timed.TokensPerSecond)
        {
            Answered = [.. results.Select(result => new AnsweredQuestion(result.Question, result.Draft.Text, result.Deep.Text, result.IsRight(result.Deep)))],
        };
    }

    private static QuestionResult Ask(GreedyAnswerer answerer, EvaluationQuestion question, IReadOnlyList<int> steps, string rule)
    {
        using var prompted = answerer.Begin(question, Math.Max(steps[^1], DeepSteps));
        if (prompted is null)
        {
            var none = new GreedyAnswer(string.Empty, [], 0, 0, 0);
            return new QuestionResult(question, [.. steps.Select(_ => none)], none, none, none);
        }

        GreedyAnswer[] answers = [.. steps.Select(prompted.Answer)];
        return new QuestionResult(question, answers, At(DraftSteps), At(DeepSteps), prompted.AnswerWithExits(DraftSteps, DeepSteps, ExitCriterion.Parse(rule)!));

        GreedyAnswer At(int depth) => steps.ToList().IndexOf(depth) is >= 0 and var index ? answers[index] : prompted.Answer(depth);
    }

    private static bool IsRefusal(string answer) => EvaluationQuestion.Comparable(answer) == EvaluationQuestion.Comparable(RefusalTask.Unknown);

    private static IEnumerable<AccuracyRow> Group(IEnumerable<QuestionResult> results, Func<QuestionResult, string> key, IReadOnlyList<int> steps) =>
        results.GroupBy(key).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new AccuracyRow(
            group.Key,
            group.Count(),
            [.. steps.Select((_, i) => group.Average(result => result.IsRight(result.Answers[i]) ? 1.0 : 0.0))],
            [.. steps.Select((_, i) => group.Average(result => result.Answers[i].LeastProbability))],
            group.Average(result => result.IsRight(result.WithExits) ? 1.0 : 0.0),
            group.Average(result => result.WithExits.MeanSteps)));

    /// <summary>Whole answers at the depth of a ruling, one after the other on one thread, prompts included.</summary>
    private static (double AnswersPerSecond, double TokensPerSecond) Time(GreedyAnswerer answerer, IReadOnlyList<EvaluationQuestion> questions)
    {
        var watch = Stopwatch.StartNew();
        (int answers, int tokens) = (0, 0);
        foreach (var question in questions.Take(TimedQuestions))
        {
            using var prompted = answerer.Begin(question, DeepSteps);
            tokens += prompted?.Answer(DeepSteps).Tokens.Count ?? 0;
            answers++;
        }

        return (answers / watch.Elapsed.TotalSeconds, tokens / watch.Elapsed.TotalSeconds);
    }

    private sealed record QuestionResult(
        EvaluationQuestion Question, GreedyAnswer[] Answers, GreedyAnswer Draft, GreedyAnswer Deep, GreedyAnswer WithExits)
    {
        public bool DraftSurvives => EvaluationQuestion.Comparable(Draft.Text) == EvaluationQuestion.Comparable(Deep.Text);

        public bool IsRight(GreedyAnswer answer) => EvaluationQuestion.Comparable(answer.Text) == EvaluationQuestion.Comparable(Question.Answer);
    }
}
