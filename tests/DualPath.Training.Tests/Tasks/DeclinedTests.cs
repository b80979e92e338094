using DualPath.Training.Tasks;
using DualPath.Training.Training;

namespace DualPath.Training.Tests.Tasks;

/// <summary>What a model is not taught: it is asked all the same, and learns to say so.</summary>
public sealed class DeclinedTests
{
    private static readonly TrainingConfig Learned = Config("learned");

    [Fact]
    public void Generate_Declined_AsksWhatLiesBeyondAndIsAnsweredThatItIsNotKnown()
    {
        var declined = new Declined([(TaskSet.Moves, 5), (TaskSet.Cups, 1)]);
        for (int seed = 0; seed < 500; seed++)
        {
            var conversation = declined.Generate(new Random(seed), 1);

            Assert.Equal(("declined", 1, RefusalTask.Unknown), (conversation[^1].Task, conversation[^1].Level, conversation[^1].Answer));
            Assert.All(conversation[^1].Question, part => Assert.Null(part.Partial));
            Assert.All(conversation.SkipLast(1), told => Assert.Equal(Telling.Noted, told.Answer));
        }
    }

    [Fact]
    public void Generate_LearnedConfiguration_AnswersNoQuestionThatItDeclines()
    {
        var taught = Learned.Stages.Select(stage => stage.Task).Where(task => task is not Declined && task.Domain is not ("talk" or "refusal"));
        var answered = taught.SelectMany(task => Conversations(task, 2000)).ToHashSet();
        var declined = Learned.Stages.Select(stage => stage.Task).OfType<Declined>().Single();

        Assert.All(Conversations(declined, 4000), conversation => Assert.DoesNotContain(conversation, answered));

        // With what was told before: "Where is the ball now?" is asked after three moves and after six.
        static IEnumerable<string> Conversations(ITask task, int seeds) => Enumerable.Range(0, seeds).Select(seed =>
            string.Join('\n', task.Generate(new Random(seed), 1 + (seed % task.MaxLevel), exactLevel: true).Select(exchange => ByHeartChecks.Key(exchange.QuestionText))));
    }

    [Fact]
    public void UpTo_AnyLevel_AsksNothingHarder()
    {
        var task = new UpTo(TaskSet.Operations, 3);
        Assert.Equal(3, task.MaxLevel);
        Assert.All(Enumerable.Range(0, 500).SelectMany(seed => task.Generate(new Random(seed), task.MaxLevel)), exchange => Assert.InRange(exchange.Level, 1, 3));
    }

    [Fact]
    public void Only_SomeTasks_DeclinesTheOthers()
    {
        var stages = Config("default").Only(["chain", "sum", "talk", "refusal"]).Stages;
        Assert.Equal(["chain", "sum", "talk", "refusal", "declined"], stages.Select(stage => stage.Task.Name));

        var asked = ByHeartChecks.Questions(stages[^1].Task, 500).Select(exchange => exchange.QuestionText).ToArray();
        Assert.Contains(asked, question => question.Contains("capital", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(asked, question => question.Contains("cup", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Only_WithoutRefusal_DeclinesNothing() =>
        Assert.Equal(["chain", "sum"], Config("default").Only(["chain", "sum"]).Stages.Select(stage => stage.Task.Name));

    [Fact]
    public void Only_AllTasks_DeclinesNothing() =>
        Assert.Equal(Config("default").Stages.Count, Config("default").Only([.. TaskSet.All.Select(task => task.Name)]).Stages.Count);

    [Theory]
    [InlineData(new[] { "chain", "sum", "talk" }, "I follow relations, do sums, and chat.")]
    [InlineData(new[] { "chain", "holder", "sum", "calendar", "fact", "talk" }, "I follow relations and moves, do sums and dates, know facts, and chat.")]
    [InlineData(new[] { "talk" }, "I can only chat.")]
    public void Talk_Help_OffersWhatIsTaughtAndNothingElse(string[] tasks, string help)
    {
        var talk = Config("default").Only(tasks).Stages.Single(stage => stage.Task is SmallTalkTask).Task;
        Assert.Equal(help, AnswerTo(talk, "help"));
    }

    [Fact]
    public void Talk_ExampleOfWhatIsNotTaught_IsNotGiven()
    {
        var talk = Config("default").Only(["chain", "sum", "talk"]).Stages.Single(stage => stage.Task is SmallTalkTask).Task;
        Assert.Equal(RefusalTask.Unknown, AnswerTo(talk, "give me an example of a move"));
        Assert.Equal("For example: what is 347 plus 589?", AnswerTo(talk, "give me an example of a sum"));
    }

    private static string? AnswerTo(ITask talk, string question) =>
        ByHeartChecks.Questions(talk, 5000, plain: true).FirstOrDefault(exchange => ByHeartChecks.Key(exchange.QuestionText) == question)?.Answer;

    private static TrainingConfig Config(string name) => TrainingConfig.All.Single(config => config.Name == name);
}
