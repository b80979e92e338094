using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Training;

public sealed class CurriculumTests
{
    private readonly Curriculum _curriculum = new([new(TaskSet.Chains, 1), new(TaskSet.Sums, 1, AfterLevel: 2, StartLevel: 3)]);

    [Fact]
    public void Advance_LevelMastered_RaisesItAndLaterLetsTheNextTaskJoin()
    {
        Master("chain", 1);
        Assert.Equal(["chain level 2"], _curriculum.Advance(0));
        Assert.Equal("chain", Assert.Single(_curriculum.Shares).Task.Name);

        Master("chain", 2);
        Assert.Equal(["chain level 3", "sum joins"], _curriculum.Advance(0));
        Assert.Equal([3, 3], _curriculum.Levels);
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
    public void Advance_TaskStuckForLong_KeepsTheNextOneOutNoLonger()
    {
        Assert.Empty(_curriculum.Advance(3_999_999));
        Assert.Equal(["sum joins"], _curriculum.Advance(4_000_000));
    }

    [Fact]
    public void Shares_ConversationsOfOneTaskLongerThanOfTheOther_AreOfTokens()
    {
        var curriculum = new Curriculum([new(TaskSet.SmallTalk, 1), new(TaskSet.Refusals, 1)]);
        curriculum.Advance(0);
        for (int i = 0; i < 1000; i++)
        {
            curriculum.RecordLength("talk", 20);
            curriculum.RecordLength("refusal", 80);
        }

        Assert.Equal(4, curriculum.Shares[0].Share / curriculum.Shares[1].Share, 3);
    }

    [Fact]
    public void Shares_TaskThatHasJustJoined_IsInFocusAndMostlyPlainUntilItIsMastered()
    {
        var curriculum = new Curriculum([new(TaskSet.Chains, 1), new(TaskSet.Sums, 0.1, AfterLevel: 1, StartLevel: 3)]);
        Master("chain", 1, curriculum);
        curriculum.Advance(0);
        Master("chain", 2, curriculum);
        curriculum.Advance(0);

        var shares = curriculum.Shares;
        Assert.Equal(0.6, shares[1].Share / shares.Sum(share => share.Share), 2);
        Assert.Equal(0.8, shares[1].PlainShare);

        Master("sum", 3, curriculum, plainOnly: true);
        Assert.Equal(0.3, curriculum.Shares[1].PlainShare);

        Master("sum", 3, curriculum);
        Assert.Equal(0.1, curriculum.Shares[1].PlainShare);
        Assert.Equal(0.1 / 2.1, curriculum.Shares[1].Share / curriculum.Shares.Sum(share => share.Share), 3);
    }

    [Fact]
    public void Advance_TaskWithManyLevels_LearnsItsWordsAtTheSecondBeforeTheThird()
    {
        var curriculum = new Curriculum([new(TaskSet.Chains, 1), new(TaskSet.Holders, 1)]);
        Master("chain", 1, curriculum, plainOnly: true);
        Assert.Equal(["chain level 2"], curriculum.Advance(0));
        Assert.Equal(0.8, Assert.Single(curriculum.Shares).PlainShare);

        Master("chain", 2, curriculum, plainOnly: true);
        Assert.Empty(curriculum.Advance(0));
        Assert.Equal(0.3, Assert.Single(curriculum.Shares).PlainShare);

        Master("chain", 2, curriculum);
        Assert.Equal(["chain level 3", "holder joins"], curriculum.Advance(0));
        Assert.Equal([0.3, 0.8], curriculum.Shares.Select(share => share.PlainShare));
    }

    [Fact]
    public void Advance_TaskLearnedByHeart_DoesNotKeepOthersOut()
    {
        var curriculum = new Curriculum([new(TaskSet.Facts, 1), new(TaskSet.Holders, 1)]);
        Assert.Equal(["holder joins"], curriculum.Advance(0));
    }

    [Fact]
    public void Advance_LastLevelMastered_StaysThere()
    {
        for (int level = 1; level <= TaskSet.Chains.MaxLevel; level++)
        {
            Master("chain", level);
            _curriculum.Advance(0);
        }

        Assert.Empty(_curriculum.Advance(0));
        Assert.Equal(TaskSet.Chains.MaxLevel, _curriculum.Levels[0]);
    }

    private void Master(string task, int level, Curriculum? curriculum = null, bool plainOnly = false)
    {
        for (int i = 0; i < 150; i++)
        {
            (curriculum ?? _curriculum).Record(task, level, plain: true, right: true);
            if (!plainOnly)
            {
                (curriculum ?? _curriculum).Record(task, level, plain: false, right: true);
            }
        }
    }
}
