using System.Text.Json.Serialization;
using DualPath.Model;
using DualPath.Model.Recurrence;

namespace DualPath.Training.Evaluation;

/// <summary>
/// Finds, for every exit criterion, the threshold that costs the least and still gives the answer of full depth often enough in every domain (over all questions the many easy ones would pay for the
/// few that need their depth), on one half of the questions and again on the other: the least threshold that passes one half alone is the one that was luckiest there. What a rule costs is counted in multiplications, so that it does not depend on the machine: its recurrent steps, and, where it reads logits, coda and
/// readout after each of them, which at a small width cost more than the step that was saved.
/// </summary>
internal static class ExitCalibration
{
    private static readonly (string Criterion, double[] Thresholds)[] Grid =
    [
        ("settled", [1, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 5e-4, 1e-4, 1e-5]),
        ("kl", [0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 5e-4, 1e-4, 1e-5, 1e-6]),
        ("minp-kl", [0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 5e-4, 1e-4, 1e-5, 1e-6]),
        ("entropy-diff", [0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 5e-4, 1e-4, 1e-5]),
        ("argmax-stability", [1, 2, 3, 4, 6, 8]),
        ("latent-diff", [0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.01, 3e-3, 1e-3]),
        ("cosine", [0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5]),
        ("second-order", [0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.01, 3e-3, 1e-3]),
    ];

    /// <summary>What is added to the logarithm of a depth foretold.</summary>
    private static readonly double[] Margins = [-1, -0.5, 0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3];

    /// <summary>Calibrates.</summary>
    /// <param name="model">The model folder.</param>
    /// <param name="questions">The questions; every other one decides what costs least, the rest confirms it and is measured on.</param>
    /// <param name="draftSteps">Depth of the draft.</param>
    /// <param name="fullDepth">Depth of a ruling without exits.</param>
    /// <param name="agreement">Share of the answers of each domain that must be those of full depth.</param>
    /// <param name="cancellationToken">Ends it between two questions.</param>
    public static ExitCalibrationReport Run(
        string model, IReadOnlyList<EvaluationQuestion> questions, int draftSteps, int fullDepth, double agreement, CancellationToken cancellationToken)
    {
        var answerer = new GreedyAnswerer(model);
        (string Criterion, double Threshold)[] rules = [.. Grid.SelectMany(family => family.Thresholds.Select(threshold => (family.Criterion, threshold)))];
        Tally[] fit = [.. rules.Select(_ => new Tally())];
        Tally[] check = [.. rules.Select(_ => new Tally())];
        (double Right, double LeastDepth, int Count) full = default;
        var prompts = new List<(string Domain, float[] Embedded, int LeastDepth, bool[] AgreesAt, bool Right, bool Checking)>();
        for (int i = 0; i < questions.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var prompted = answerer.Begin(questions[i], fullDepth);
            if (prompted is null)
            {
                continue;
            }

            var answer = prompted.Answer(fullDepth);
            var trace = prompted.Trace(answer, fullDepth);
            bool checking = i % 2 == 1;
            bool right = EvaluationQuestion.Comparable(answer.Text) == EvaluationQuestion.Comparable(questions[i].Answer);
            string domain = questions[i].Domain ?? EvaluationQuestion.NoDomain;
            prompts.Add((domain, prompted.Embedded, trace.LeastDepth, [.. Enumerable.Range(1, fullDepth).Select(trace.AgreesAt)], right, checking));
            if (checking)
            {
                full = (full.Right + (right ? 1 : 0), full.LeastDepth + trace.LeastDepth, full.Count + 1);
            }

            for (int rule = 0; rule < rules.Length; rule++)
            {
                var (criterion, threshold) = rules[rule];
                var outcome = trace.Under(() => ExitCriterion.Create(criterion, threshold)!, draftSteps);
                (checking ? check : fit)[rule].Add(domain, outcome, right);
            }
        }

        double readout = ReadoutInSteps(answerer.Config);
        ExitRuleFigures[] figures =
        [
            .. rules.Select((rule, i) => new ExitRuleFigures(
                rule.Criterion, rule.Threshold, fit[i].WorstAgreement, check[i].WorstAgreement, check[i].RightAtLeast, check[i].MeanDepth, Cost(rule.Criterion, rule.Threshold, fit[i].MeanDepth))),
        ];
        ExitRuleFigures[] best = [.. figures.GroupBy(rule => rule.Criterion)
            .Select(family => family.Where(rule => rule.AgreesBy(agreement)).MinBy(rule => rule.FitCost)).OfType<ExitRuleFigures>()];
        var (predictor, predicted) = Predict();
        return new ExitCalibrationReport(fullDepth, questions.Count, full.Right / full.Count, full.LeastDepth / full.Count, figures, best, best.MinBy(rule => rule.FitCost), predicted)
        {
            Predictor = predictor,
        };

        (DepthPredictor? Predictor, ExitRuleFigures? Best) Predict()
        {
            int h = answerer.Config.HiddenSize;
            var deciding = prompts.Where(prompt => !prompt.Checking).ToArray();
            if (deciding.Length == 0)
            {
                return default;
            }

            var predictor = DepthPredictor.Fit([.. deciding.Select(prompt => prompt.Embedded)], [.. deciding.Select(prompt => prompt.LeastDepth)], h);
            return (predictor, Margins.Select(margin =>
            {
                Tally[] halves = [new(), new()];
                foreach (var prompt in prompts)
                {
                    int depth = Math.Clamp(predictor.Predict(prompt.Embedded, h, margin), draftSteps, fullDepth);
                    halves[prompt.Checking ? 1 : 0].Add(prompt.Domain, new ExitOutcome(prompt.AgreesAt[depth - 1], depth), prompt.Right);
                }

                return new ExitRuleFigures("predicted", margin, halves[0].WorstAgreement, halves[1].WorstAgreement, halves[1].RightAtLeast, halves[1].MeanDepth, halves[0].MeanDepth + readout);
            }).Where(rule => rule.AgreesBy(agreement)).MinBy(rule => rule.FitCost));
        }

        double Cost(string criterion, double threshold, double depth) =>
            depth + (readout * (ExitCriterion.Create(criterion, threshold)!.ReadsLogits ? depth - draftSteps + 1 : 1));
    }

    /// <summary>Multiplications of coda and readout of one row, in those of one recurrent step.</summary>
    private static double ReadoutInSteps(ModelConfig model)
    {
        double width = model.HiddenSize;
        double attention = 4 * width * width;
        double inner = model.CoreExperts > 0 ? model.CoreSharedExpertSize + (model.CoreExpertsActive * model.CoreExpertSize) : model.IntermediateSize;
        double step = (model.CoreLayers * (attention + (3 * width * inner))) + (width * width);
        double coda = model.CodaLayers * ((model.CodaAttention ? attention : 0) + (3 * width * model.IntermediateSize));
        return (coda + (width * model.PaddedVocabularySize)) / step;
    }

    private sealed class Tally
    {
        private readonly Dictionary<string, (int Agreeing, int Count)> _domains = [];
        private int _count;
        private int _right;
        private long _depth;

        public double WorstAgreement => _domains.Values.Select(domain => (double)domain.Agreeing / domain.Count).DefaultIfEmpty(double.NaN).Min();

        public double RightAtLeast => (double)_right / _count;

        public double MeanDepth => (double)_depth / _count;

        public void Add(string domain, ExitOutcome outcome, bool right)
        {
            var (agreeing, count) = _domains.GetValueOrDefault(domain);
            _domains[domain] = (agreeing + (outcome.Agrees ? 1 : 0), count + 1);
            _count++;
            _right += outcome.Agrees && right ? 1 : 0;
            _depth += outcome.Depth;
        }
    }
}

/// <summary>What a calibration found.</summary>
/// <param name="FullDepth">Depth without exits.</param>
/// <param name="Questions">Questions, of which every other one decided.</param>
/// <param name="Right">Share of right answers at full depth, among those measured on.</param>
/// <param name="LeastDepth">Mean of the least depth from which on an answer is that of full depth: what a rule that knew would need.</param>
/// <param name="Rules">All rules.</param>
/// <param name="Best">The cheapest rule of every criterion that agrees often enough.</param>
/// <param name="Chosen">The cheapest of all; null if none agrees often enough.</param>
/// <param name="Predicted">What a <see cref="DepthPredictor"/> would come to, which the service does not have; the threshold is its margin. Null if it never agrees often enough.</param>
internal sealed record ExitCalibrationReport(
    int FullDepth,
    int Questions,
    double Right,
    double LeastDepth,
    IReadOnlyList<ExitRuleFigures> Rules,
    IReadOnlyList<ExitRuleFigures> Best,
    ExitRuleFigures? Chosen,
    ExitRuleFigures? Predicted)
{
    /// <summary>The predictor, fitted to the deciding half.</summary>
    [JsonIgnore]
    public DepthPredictor? Predictor { get; init; }
}

/// <summary>Figures of one exit rule.</summary>
/// <param name="Criterion">Its name.</param>
/// <param name="Threshold">Its threshold.</param>
/// <param name="FitAgreement">Share of the deciding answers that are those of full depth, in the domain where it is lowest.</param>
/// <param name="Agreement">The same of the other half.</param>
/// <param name="RightAtLeast">Share of those that are right because full depth is; an answer that differs counts as wrong.</param>
/// <param name="MeanDepth">Mean depth of an answer's last token.</param>
/// <param name="FitCost">What a token of the deciding half costs, in recurrent steps; one readout is the least.</param>
internal sealed record ExitRuleFigures(string Criterion, double Threshold, double FitAgreement, double Agreement, double RightAtLeast, double MeanDepth, double FitCost)
{
    /// <summary>Whether it agrees often enough on either half.</summary>
    public bool AgreesBy(double agreement) => FitAgreement >= agreement && Agreement >= agreement;

    /// <summary>As settings name it.</summary>
    public string Rule => FormattableString.Invariant($"{Criterion}@{Threshold}");
}
