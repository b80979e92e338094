using DualPath.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace DualPath.Server.Tests.Hosting;

public sealed class LoggingTests
{
    [Fact]
    public async Task Logs_AtInformationAndAbove_HoldNoQuestionAnswerOrScope()
    {
        await using var server = await new ServerUnderTest()
            .With(services => services.AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Information)))
            .StartAsync();
        server.Model.Rule("canary-question", "canary-answer");
        using var curl = server.CreateCurl();
        await curl.AskToEndAsync("canary-question", "canary-conversation");
        using var refused = await curl.AskAsync(new string('c', 4001) + "canary-question");
        server.Model.Draft.Fail(new InvalidOperationException("The model broke."));
        await curl.AskToEndAsync("canary-question of a failing turn");

        var logs = server.Services.GetFakeLogCollector().GetSnapshot();

        Assert.Contains(logs, log => log.Level >= LogLevel.Information);
        Assert.DoesNotContain(logs, log => log.Level >= LogLevel.Information && $"{log.Message} {log.Exception}".Contains("canary", StringComparison.Ordinal));
    }
}
