using DualPath.Training.Evaluation;
using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Training;

public sealed class CurriculumTests
{
    private const long Patience = Curriculum.Patience;
    private readonly Curriculum _curriculum = new([new(TaskSet.Chains, 1), new(TaskSet.Holders, 1), new(TaskSet.Sums, 1, StartLevel: 3), new(TaskSet.Facts, 1)]);

    [Fact]
    public void Levels_AtTheStart_AreTheFirstOnesOfAllTasks() => Assert.Equal([1, 1, 3, 1], _curriculum.Levels);

    [Fact]
    public void BeginAt_MeasuredModel_StandsAtTheFirstLevelThatItDoesNotAnswerWell()
    {
        _curriculum.BeginAt([
            new("chain", 1, 10, [0.2, 1]), new("chain", 2, 10, [0.1, 0.9]), new("chain", 3, 10, [1, 0.8]), new("chain", 4, 10, [1, 1]),
            new("holder", 1, 10, [0.9, 0.5]), .. Enumerable.Range(1, TaskSet.Facts.MaxLevel).Select(level => new DepthAccuracy.Row("fact", level, 10, [1, 1])),
        ]);

        Assert.Equal([3, 1, 3, TaskSet.Facts.MaxLevel], _curriculum.Levels);
    }

    [Theory]
    [InlineData(149, true)]
    [InlineData(1000, false)]
    public void Advance_TooFewAnswersOrWrongOnes_StaysAsItIs(int answers, bool right)
    {
        for (int i = 0; i < answers; i++)
        {
            _curriculum.Record("chain", 1, plain: true, right);
        }

        Assert.Empty(_curriculum.Advance(0));
    }

    [Fact]
    public void Advance_TaskWithManyLevels_LearnsItsWordsAtTheSecondBeforeTheThird()
    {
        Master("chain", 1, plainOnly: true);
        Assert.Equal(["chain level 2"], _curriculum.Advance(0));
        Assert.Equal(0.8, _curriculum.Shares[0].PlainShare);

        Master("chain", 2, plainOnly: true);
        Assert.Empty(_curriculum.Advance(0));
        Assert.Equal(0.3, _curriculum.Shares[0].PlainShare);

        Master("chain", 2);
        Assert.Equal(["chain level 3"], _curriculum.Advance(0));
        Assert.Equal([3, 1, 3, 1], _curriculum.Levels);
    }

    [Fact]
    public void Shares_FirstTaskNotMastered_GetsTheShareOfTheFocus()
    {
        Assert.Equal(Curriculum.FocusShare, ShareOf(0), 3);
        MasterAll("chain", TaskSet.Chains.MaxLevel);
        Assert.Equal(Curriculum.FocusShare, ShareOf(1), 3);
    }

    [Fact]
    public void Advance_LevelBelowForgotten_FallsBackAndHasToShowItAgain()
    {
        MasterAll("chain", 2);
        Assert.Equal(3, _curriculum.Levels[0]);
        for (int i = 0; i < 500; i++)
        {
            _curriculum.Record("chain", 3, plain: true, right: false);
        }

        Assert.Empty(_curriculum.Advance(0));
        for (int i = 0; i < 500; i++)
        {
            _curriculum.Record("chain", 2, plain: true, right: false);
        }

        Assert.Equal(["chain back to level 2"], _curriculum.Advance(0));
        Assert.Empty(_curriculum.Advance(0));
        Master("chain", 2);
        Assert.Equal(["chain level 3"], _curriculum.Advance(0));
    }

    [Fact]
    public void Advance_TaskInFocusStuckForLong_LetsTheNextOnesHaveTheirTurnsAndThenHasAnother()
    {
        var events = new List<string>();
        for (int turn = 1; turn <= 3; turn++)
        {
            events.AddRange(_curriculum.Advance((turn * Patience) - 1));
            events.AddRange(_curriculum.Advance(turn * Patience));
        }

        Assert.Equal(["holder in focus", "sum in focus", "chain in focus"], events);
    }

    [Fact]
    public void Shares_TaskThatBeginsAtItsLastLevel_IsAskedPlainlyAsLongAsItNeedsIt()
    {
        Assert.Equal(0.8, _curriculum.Shares[2].PlainShare);
        Master("sum", 3, plainOnly: true);
        Assert.Equal(0.3, _curriculum.Shares[2].PlainShare);
        Master("sum", 3);
        Assert.Equal(0.1, _curriculum.Shares[2].PlainShare);
    }

    [Fact]
    public void Shares_TaskLearnedByHeart_IsNeverPlain() => Assert.Equal(0, _curriculum.Shares[3].PlainShare);

    [Fact]
    public void Shares_ConversationsOfOneTaskLongerThanOfTheOther_AreOfTokens()
    {
        var curriculum = new Curriculum([new(TaskSet.SmallTalk, 1), new(TaskSet.Refusals, 1)]);
        for (int i = 0; i < 1000; i++)
        {
            curriculum.RecordLength("talk", 20);
            curriculum.RecordLength("refusal", 80);
        }

        Assert.Equal(4, curriculum.Shares[0].Share / curriculum.Shares[1].Share, 3);
    }

    [Fact]
    public void Advance_LastLevelMastered_StaysThere()
    {
        MasterAll("chain", TaskSet.Chains.MaxLevel);
        Assert.Empty(_curriculum.Advance(0));
        Assert.Equal(TaskSet.Chains.MaxLevel, _curriculum.Levels[0]);
    }

    [Fact]
    public void Load_WhatWasSaved_GoesOnAlike()
    {
        Master("chain", 1);
        _curriculum.Advance(1000);
        Master("sum", 3, plainOnly: true);
        _curriculum.RecordLength("sum", 20);
        using var stream = new MemoryStream();
        _curriculum.Save(new BinaryWriter(stream));
        stream.Position = 0;
        var loaded = new Curriculum([new(TaskSet.Chains, 1), new(TaskSet.Holders, 1), new(TaskSet.Sums, 1, StartLevel: 3), new(TaskSet.Facts, 1)]);
        loaded.Load(new BinaryReader(stream));

        Assert.Equal(_curriculum.Shares, loaded.Shares);
        Assert.Equal(_curriculum.Advance(Patience + 1000), loaded.Advance(Patience + 1000));
    }

    [Fact]
    public void Shares_LastLevelMasteredAndAnEarlierOneNotAnyMore_IsInFocusAgain()
    {
        MasterAll("chain", TaskSet.Chains.MaxLevel);
        Assert.Equal(Curriculum.FocusShare, ShareOf(1), 3);
        for (int i = 0; i < 500; i++)
        {
            _curriculum.Record("chain", 1, plain: false, right: false);
        }

        Assert.Equal(Curriculum.FocusShare, ShareOf(0), 3);
    }

    private double ShareOf(int stage)
    {
        // All have the same length here, so shares of conversations are shares of tokens.
        var shares = _curriculum.Shares;
        return shares[stage].Share / shares.Sum(share => share.Share);
    }

    private void MasterAll(string task, int levels)
    {
        for (int level = 1; level <= levels; level++)
        {
            Master(task, level);
            _curriculum.Advance(0);
        }
    }

    private void Master(string task, int level, bool plainOnly = false)
    {
        for (int i = 0; i < 150; i++)
        {
            _curriculum.Record(task, level, plain: true, right: true);
            if (!plainOnly)
            {
                _curriculum.Record(task, level, plain: false, right: true);
            }
        }
    }
}
