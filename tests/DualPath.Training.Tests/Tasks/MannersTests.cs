using DualPath.Training.Tasks;

namespace DualPath.Training.Tests.Tasks;

/// <summary>What people leave out of a question.</summary>
public sealed class MannersTests
{
    [Theory]
    [InlineData("chain")]
    [InlineData("outside-in")]
    [InlineData("reverse")]
    [InlineData("carry")]
    [InlineData("sum")]
    public void Vary_QuestionsOfATask_SomeLoseTheirQuestionMark(string name)
    {
        var task = TaskSet.All.Single(task => task.Name == name);
        (int asked, int without) = (0, 0);
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            foreach (var exchange in task.Generate(random, 1 + (seed % 2)).Where(exchange => exchange.Task == name && exchange.QuestionText.EndsWith('?')))
            {
                var varied = Manners.Vary(random, exchange);
                asked++;
                without += char.IsPunctuation(varied.QuestionText[^1]) ? 0 : 1;
                Assert.Equal(exchange.Question.Select(part => part.Partial).OfType<string>(), varied.Question.Select(part => part.Partial).OfType<string>());
            }
        }

        Assert.InRange(without, asked / 10, asked / 4);
    }
}
