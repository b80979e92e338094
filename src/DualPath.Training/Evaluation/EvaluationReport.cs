using System.Text.Json.Serialization;

namespace DualPath.Training.Evaluation;

/// <summary>What an evaluation found.</summary>
/// <param name="Steps">The depths asked at.</param>
/// <param name="ExitRule">The exit rule: the folder's own, if it was calibrated.</param>
/// <param name="Domains">Figures by domain.</param>
/// <param name="Groups">Figures by <see cref="QuestionGroups"/>.</param>
/// <param name="Tasks">Figures by task and level, of the questions that state them.</param>
/// <param name="DraftByMean">What the mean probability of the draft's tokens says about its survival.</param>
/// <param name="DraftByLeast">What the probability of its least sure token says.</param>
/// <param name="WrongRefusals">Share of the questions within the domains that are refused at the depth of a ruling.</param>
/// <param name="AnswersPerSecond">At the depth of a ruling, one after the other on one thread.</param>
/// <param name="TokensPerSecond">The same in tokens of the answers.</param>
internal sealed record EvaluationReport(
    IReadOnlyList<int> Steps,
    string ExitRule,
    IReadOnlyList<AccuracyRow> Domains,
    IReadOnlyList<AccuracyRow> Groups,
    IReadOnlyList<AccuracyRow> Tasks,
    DraftCalibration DraftByMean,
    DraftCalibration DraftByLeast,
    double WrongRefusals,
    double AnswersPerSecond,
    double TokensPerSecond)
{
    /// <summary>Every question with what was answered.</summary>
    [JsonIgnore]
    public IReadOnlyList<AnsweredQuestion> Answered { get; init; } = [];
}

/// <summary>A question with the answers it got.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Draft">The draft's answer.</param>
/// <param name="Ruling">The answer at the depth of a ruling.</param>
/// <param name="IsRight">Whether the ruling is right.</param>
internal sealed record AnsweredQuestion(EvaluationQuestion Asked, string Draft, string Ruling, bool IsRight);

/// <summary>One row of an evaluation.</summary>
/// <param name="Name">Domain, or task and level.</param>
/// <param name="Questions">Questions asked.</param>
/// <param name="ExactMatch">Share of right answers per depth.</param>
/// <param name="Confidence">Mean, per depth, of an answer's least sure token's probability.</param>
/// <param name="ExitExactMatch">Share of right answers under the exit rule.</param>
/// <param name="MeanExitDepth">Mean recurrent steps per token under it.</param>
internal sealed record AccuracyRow(
    string Name, int Questions, IReadOnlyList<double> ExactMatch, IReadOnlyList<double> Confidence, double ExitExactMatch, double MeanExitDepth);
