using DualPath.Training.Evaluation;
using DualPath.Training.Tasks;

namespace DualPath.Training.Training;

/// <summary>
/// Decides what is trained next, by measured accuracy and never by time. Each task begins at its first level, rises when its hardest level is mastered, and falls back when that is
/// forgotten. One of those that are not mastered is in focus and gets a large share of the tokens: what begins with a plateau, as looking things up does, is not overcome in small shares.
/// </summary>
internal sealed class Curriculum
{
    /// <summary>Accuracy from which a level counts as mastered.</summary>
    private const double Mastered = 0.85;

    /// <summary>Accuracy in plain words below which a level that was mastered counts as forgotten.</summary>
    private const double Forgotten = 0.5;

    /// <summary>Weight of the past in the running accuracy, per answer.</summary>
    private const double Memory = 0.99;

    /// <summary>Answers at a level before its accuracy counts.</summary>
    private const int EnoughAnswers = 150;

    /// <summary>Tokens of all tasks for which a task is in focus without rising, before the next one has its turn.</summary>
    internal const long Patience = 4_000_000;

    /// <summary>Share of the tokens that the task in focus gets, where nothing is said.</summary>
    internal const double FocusShare = 0.5;

    /// <summary>Tokens of a conversation of a task nothing is known of yet.</summary>
    private const double UsualLength = 60;

    /// <summary>Weight of the past in the running length of a task's conversations, per conversation.</summary>
    private const double LengthMemory = 0.98;

    /// <summary>Accuracy in all words from which the last plain level counts as mastered.</summary>
    private const double Fluent = 0.75;

    /// <summary>Levels that are mastered in plain words before they are in all, where a task begins at level 1 and has more of them.</summary>
    private const int PlainLevels = 2;

    /// <summary>Share of plain conversations before a level is mastered in plain words, while the wordings are learned, and after that.</summary>
    private const double PlainAtFirst = 0.8, PlainWhileWidening = 0.3, PlainLater = 0.1;

    private readonly IReadOnlyList<Stage> _stages;
    private readonly double _focusShare;
    private readonly Dictionary<(string Task, int Level, bool Plain), Running> _running = [];
    private readonly long[] _inFocus;
    private readonly double[] _lengths;
    private long _tokens;

    /// <param name="stages">The tasks and their shares.</param>
    /// <param name="focusShare">Share of the tokens that the task in focus gets at least.</param>
    public Curriculum(IReadOnlyList<Stage> stages, double focusShare = FocusShare)
    {
        _stages = stages;
        _focusShare = focusShare;
        Levels = [.. stages.Select(stage => stage.StartLevel)];
        _inFocus = new long[stages.Count];
        _lengths = [.. stages.Select(_ => UsualLength)];
    }

    /// <summary>Hardest level in use per stage.</summary>
    public int[] Levels { get; }

    /// <summary>How the tasks take part. Shares are of tokens in the stages and of conversations here: a conversation of one task may cost ten times what one of another does.</summary>
    public IReadOnlyList<TaskShare> Shares
    {
        get
        {
            int focus = Focus;
            double[] shares = [.. _stages.Select((_, i) => Share(i))];
            if (focus >= 0)
            {
                shares[focus] = Math.Max(shares[focus], (shares.Sum() - shares[focus]) * _focusShare / (1 - _focusShare));
            }

            return [.. _stages.Select((stage, i) => new TaskShare(stage.Task, shares[i] / _lengths[i], Levels[i], PlainShare(i)))];
        }
    }

    /// <summary>Begins at the levels that a model has, instead of at the first ones: the hardest below which it answers all well enough.</summary>
    /// <param name="measured">Accuracy by task and level; the deepest counts.</param>
    public void BeginAt(IReadOnlyList<DepthAccuracy.Row> measured)
    {
        for (int i = 0; i < _stages.Count; i++)
        {
            var task = _stages[i].Task;
            while (Levels[i] < task.MaxLevel && measured.Any(row => row.Task == task.Name && row.Level == Levels[i] && row.Right[^1] > Mastered))
            {
                Levels[i]++;
            }
        }
    }

    /// <summary>Takes note of one answer, given with enough recurrent steps to be judged by.</summary>
    public void Record(string task, int level, bool plain, bool right)
    {
        var before = _running.GetValueOrDefault((task, level, plain));
        int count = before.Count + 1;

        // A plain mean at first, then a running one.
        double memory = Math.Min(Memory, 1 - (1.0 / count));
        _running[(task, level, plain)] = new Running((memory * before.Accuracy) + ((1 - memory) * (right ? 1 : 0)), count);
    }

    /// <summary>Takes note of the tokens of a conversation that one task alone has made.</summary>
    public void RecordLength(string task, int tokens)
    {
        int stage = Enumerable.Range(0, _stages.Count).FirstOrDefault(i => _stages[i].Task.Name == task, -1);
        if (stage >= 0)
        {
            _lengths[stage] += (1 - LengthMemory) * (tokens - _lengths[stage]);
        }
    }

    /// <summary>Raises and lowers levels, at most by one each. Returns what happened, for the log.</summary>
    /// <param name="tokens">Tokens trained on so far.</param>
    public IReadOnlyList<string> Advance(long tokens)
    {
        int focus = Focus;
        if (focus >= 0)
        {
            _inFocus[focus] += tokens - _tokens;
        }

        _tokens = tokens;
        var events = new List<string>();
        for (int i = 0; i < _stages.Count; i++)
        {
            if (Levels[i] < _stages[i].Task.MaxLevel && IsDone(i))
            {
                Levels[i]++;
                _inFocus[i] = 0;
                events.Add($"{_stages[i].Task.Name} level {Levels[i]}");
            }
            else if (Levels[i] > _stages[i].StartLevel && IsForgotten(i))
            {
                // What it once came to at the level below does not count: that has to be shown again.
                Levels[i]--;
                _running.Remove((_stages[i].Task.Name, Levels[i], true));
                _running.Remove((_stages[i].Task.Name, Levels[i], false));
                events.Add($"{_stages[i].Task.Name} back to level {Levels[i]}");
            }
        }

        return Focus == focus || Focus < 0 ? events : [.. events, $"{_stages[Focus].Task.Name} in focus"];
    }

    /// <summary>Writes everything a resumed run needs.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_tokens);
        for (int i = 0; i < Levels.Length; i++)
        {
            writer.Write(Levels[i]);
            writer.Write(_inFocus[i]);
            writer.Write(_lengths[i]);
        }

        writer.Write(_running.Count);
        foreach (var (key, value) in _running)
        {
            writer.Write(key.Task);
            writer.Write(key.Level);
            writer.Write(key.Plain);
            writer.Write(value.Accuracy);
            writer.Write(value.Count);
        }
    }

    /// <summary>Takes up where <see cref="Save"/> left off.</summary>
    public void Load(BinaryReader reader)
    {
        _tokens = reader.ReadInt64();
        for (int i = 0; i < Levels.Length; i++)
        {
            Levels[i] = reader.ReadInt32();
            _inFocus[i] = reader.ReadInt64();
            _lengths[i] = reader.ReadDouble();
        }

        _running.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            _running[(reader.ReadString(), reader.ReadInt32(), reader.ReadBoolean())] = new Running(reader.ReadDouble(), reader.ReadInt32());
        }
    }

    /// <summary>The first task that is not mastered, after those that had fewer turns.</summary>
    private int Focus => Enumerable.Range(0, _stages.Count).Where(i => !IsByHeart(i) && !IsMastered(i)).OrderBy(i => _inFocus[i] / Patience).FirstOrDefault(-1);

    /// <summary>What is learned by heart takes its time, whatever its share, and needs nothing else to be learned first.</summary>
    private bool IsByHeart(int stage) => _stages[stage].Task.Domain is "talk" or "refusal" or "facts";

    private bool HasPlainLevels(int stage) => !IsByHeart(stage) && _stages[stage].StartLevel == 1 && _stages[stage].Task.MaxLevel > PlainLevels;

    private bool IsMastered(int stage) =>
        Levels[stage] == _stages[stage].Task.MaxLevel && IsDone(stage) && Enumerable.Range(1, Levels[stage]).All(level => IsMastered(stage, level, plain: false, Mastered));

    /// <summary>Whether the present level is mastered: the first of two plain ones in plain words, the second in all words well enough, later ones in all words.</summary>
    private bool IsDone(int stage) => HasPlainLevels(stage) && Levels[stage] <= PlainLevels
        ? IsMastered(stage, plain: true) && (Levels[stage] < PlainLevels || IsMastered(stage, plain: false, Fluent))
        : IsMastered(stage, plain: false);

    /// <summary>What is learned by heart is learned in all its words from the start.</summary>
    private double PlainShare(int stage)
    {
        if (IsByHeart(stage))
        {
            return 0;
        }

        bool early = HasPlainLevels(stage) ? Levels[stage] <= PlainLevels : Levels[stage] <= _stages[stage].StartLevel;
        return early && !IsMastered(stage, plain: true) ? PlainAtFirst : IsDone(stage) ? PlainLater : PlainWhileWidening;
    }

    /// <summary>Whether the level below, which was mastered once, fails even in plain words.</summary>
    private bool IsForgotten(int stage) => !IsByHeart(stage)
        && _running.TryGetValue((_stages[stage].Task.Name, Levels[stage] - 1, true), out var running) && running.Count >= EnoughAnswers && running.Accuracy < Forgotten;

    private bool IsMastered(int stage, bool plain, double least = Mastered) => IsMastered(stage, Levels[stage], plain, least);

    private bool IsMastered(int stage, int level, bool plain, double least) =>
        _running.TryGetValue((_stages[stage].Task.Name, level, plain), out var running) && running.Count >= EnoughAnswers && running.Accuracy > least;

    /// <summary>A task that still climbs gets twice its share.</summary>
    private double Share(int stage) => _stages[stage].Share * (Levels[stage] < _stages[stage].Task.MaxLevel || !IsDone(stage) ? 2 : 1);

    /// <summary>How a task takes part at present.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Share">Its share of the conversations, relative to the others.</param>
    /// <param name="Level">The hardest level to ask.</param>
    /// <param name="PlainShare">Share of its conversations that keep to the plainest wording.</param>
    internal sealed record TaskShare(ITask Task, double Share, int Level, double PlainShare);

    private readonly record struct Running(double Accuracy, int Count);

    /// <summary>One task of the curriculum.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Share">Its share of the tokens, relative to the others.</param>
    /// <param name="StartLevel">The hardest level at first; from there it rises by mastery.</param>
    internal sealed record Stage(ITask Task, double Share, int StartLevel = 1);
}
