using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>Small talk and refusals are learned by heart: what matters is that nobody is taught two answers to one question.</summary>
public sealed class TalkTests
{
    private readonly SmallTalkTask _talk = new(TaskSet.All);
    private readonly RefusalTask _refusal = new();

    [Fact]
    public void Generate_FactsTalkAndRefusals_SameQuestionNeverHasTwoAnswers()
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var exchange in new ITask[] { new FactTask(), _talk, _refusal }.SelectMany(task => ByHeartChecks.Questions(task, 20000)))
        {
            string key = ByHeartChecks.Key(exchange.HeldOutKey!);
            Assert.True(answers.TryAdd(key, exchange.Answer) || answers[key] == exchange.Answer, $"{exchange.QuestionText} {exchange.Answer} {answers[key]}");
        }
    }

    [Fact]
    public void Generate_Talk_HasManyWordingsOfEveryIntent()
    {
        var wordings = ByHeartChecks.Questions(_talk, 40000).GroupBy(exchange => exchange.Answer, exchange => exchange.QuestionText).ToDictionary(group => group.Key, group => group.Distinct().Count());
        Assert.All(TalkIntents.Of(TaskSet.All), intent => Assert.True(wordings[intent.Answer] >= 20, $"{intent.Answer} {wordings[intent.Answer]}"));
        Assert.True(TalkIntents.Of(TaskSet.All).Count >= 40);
    }

    [Fact]
    public void Generate_Talk_RemembersTheNameThatWasTold()
    {
        int asked = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            string? told = null;
            foreach (var exchange in _talk.Generate(new Random(seed), 1))
            {
                if (exchange.Answer.StartsWith("Nice to meet you, ", StringComparison.Ordinal))
                {
                    told = exchange.Answer["Nice to meet you, ".Length..^1];
                    Assert.Contains(told, exchange.QuestionText, StringComparison.Ordinal);
                }
                else if (exchange.Answer.StartsWith("It is ", StringComparison.Ordinal) || exchange.Answer == Telling.Untold)
                {
                    asked++;
                    Assert.Equal(told is null ? Telling.Untold : $"It is {told}.", exchange.Answer);
                }
            }
        }

        Assert.True(asked > 100);
    }

    [Fact]
    public void Generate_Talk_VocabularyHoldsEveryWordAndTheAnswerDecodes()
    {
        var vocabulary = TaskVocabulary.Build([_talk]);
        for (int seed = 0; seed < 2000; seed++)
        {
            var conversation = _talk.Generate(new Random(seed), 1);
            ByHeartChecks.AssertDecodes(vocabulary, conversation);
            if (conversation.All(exchange => !exchange.Answer.StartsWith("Nice to meet you, ", StringComparison.Ordinal)))
            {
                Assert.All(conversation, exchange => ByHeartChecks.AssertKnows(vocabulary, exchange));
            }
        }
    }

    [Fact]
    public void Generate_Refusal_HasThreeAnswersThatDecode()
    {
        var vocabulary = TaskVocabulary.Build([_refusal]);
        var answers = new HashSet<string>();
        for (int seed = 0; seed < 2000; seed++)
        {
            var conversation = _refusal.Generate(new Random(seed), 1);
            ByHeartChecks.AssertDecodes(vocabulary, conversation);
            answers.UnionWith(conversation.Select(exchange => exchange.Answer));
        }

        Assert.Equal(["I do not know that. Say help to see what I can do.", "I see.", Telling.Untold], answers.Order(StringComparer.Ordinal));
    }

    /// <summary>The plain wordings of what other tasks answer, without anything told before.</summary>
    [Fact]
    public void Generate_Refusal_NeverRefusesWhatOtherTasksAnswer()
    {
        var answered = TaskSet.All.Where(task => task is not RefusalTask and not SmallTalkTask).SelectMany(task => ByHeartChecks.Questions(task, 3000, plain: true, alone: true)).Select(exchange => ByHeartChecks.Key(exchange.QuestionText)).ToHashSet();
        Assert.All(ByHeartChecks.Questions(_refusal, 20000), exchange => Assert.DoesNotContain(ByHeartChecks.Key(exchange.QuestionText), answered));
    }

    [Theory]
    [InlineData("What is the capital of Zorvania?")]
    [InlineData("What is the capital of South Africa?")]
    public void Generate_Refusal_RefusesInTheWordsOfFacts(string like)
    {
        string start = like[.."What is the capital of ".Length];
        Assert.Contains(ByHeartChecks.Questions(_refusal, 5000), exchange => exchange.QuestionText.StartsWith(start, StringComparison.Ordinal) && exchange.Answer.StartsWith("I do not know", StringComparison.Ordinal));
    }
}
