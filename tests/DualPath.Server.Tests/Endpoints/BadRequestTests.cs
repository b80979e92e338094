using System.Net;
using System.Text;
using DualPath.Contracts.Conversations;
using DualPath.Server.Tests.Fixtures;

namespace DualPath.Server.Tests.Endpoints;

public sealed class BadRequestTests(RunningServer running) : IClassFixture<RunningServer>
{
    private const string Id = "q3nV0c8Zr1mT5wXy7LbKdA";

    private readonly HttpClient _curl = running.Server.CreateCurl();

    public static TheoryData<string, string> Bodies => new()
    {
        { "", ProblemTypes.InvalidRequest },
        { "{", ProblemTypes.InvalidRequest },
        { "null", ProblemTypes.InvalidRequest },
        { "[]", ProblemTypes.InvalidRequest },
        { "\"question\"", ProblemTypes.InvalidRequest },
        { """{"question": 7}""", ProblemTypes.InvalidRequest },
        { """{"question": {"text": "a"}}""", ProblemTypes.InvalidRequest },
        { """{"question": "\ud83d"}""", ProblemTypes.InvalidRequest },
        { """{"question": "a"} {"question": "b"}""", ProblemTypes.InvalidRequest },
        { "{}", ProblemTypes.QuestionEmpty },
        { """{"question": null}""", ProblemTypes.QuestionEmpty },
        { """{"question": ""}""", ProblemTypes.QuestionEmpty },
        { """{"question": " \t\r\n\u00a0\u2003"}""", ProblemTypes.QuestionEmpty },
        { """{"question": "a", "conversationId": ""}""", ProblemTypes.InvalidRequest },
        { """{"question": "a", "conversationId": "fifteen-letters"}""", ProblemTypes.InvalidRequest },
        { """{"question": "a", "conversationId": "with spaces and more"}""", ProblemTypes.InvalidRequest },
        { """{"question": "a", "conversationId": "../../../../etc/passwd"}""", ProblemTypes.InvalidRequest },
        { """{"question": "a", "conversationId": "sixteen-letters-\n"}""", ProblemTypes.InvalidRequest },
        { """{"question": "a", "conversationId": 1234567890123456}""", ProblemTypes.InvalidRequest },
        { """{"question": "a", "operationId": ""}""", ProblemTypes.InvalidRequest },
        { """{"question": "a", "operationId": "two words"}""", ProblemTypes.InvalidRequest },
        { $$"""{"question": "a", "operationId": "{{new string('o', 129)}}"}""", ProblemTypes.InvalidRequest },
        { $$"""{"question": "a", "conversationId": "{{new string('c', 65)}}"}""", ProblemTypes.InvalidRequest },
        { new string('[', 10_000), ProblemTypes.InvalidRequest },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Turns_BodyThatCannotBeAsked_Is400WithItsType(string body, string type)
    {
        using var response = await _curl.PostAsync("/api/turns", EventStreamReader.Json(body), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(type, (await response.ProblemAsync()).Type);
    }

    [Theory]
    [InlineData(4001)]
    [InlineData(1_000_000)]
    public async Task Turns_QuestionOverTheLimit_Is413AndSaysSo(int length)
    {
        using var response = await _curl.PostAsync(
            "/api/turns", EventStreamReader.Json(EventStreamReader.Body(new string('q', length))), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(ProblemTypes.QuestionTooLong, (await response.ProblemAsync()).Type);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task Turns_OtherContentType_Is415(string contentType)
    {
        using var content = new StringContent("""{"question": "a"}""", Encoding.UTF8, contentType);
        using var response = await _curl.PostAsync("/api/turns", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(ProblemTypes.InvalidRequest, (await response.ProblemAsync()).Type);
    }

    [Theory]
    [InlineData("GET", "/api/turns", HttpStatusCode.MethodNotAllowed, ProblemTypes.InvalidRequest)]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound, ProblemTypes.NotFound)]
    [InlineData("GET", "/api/conversations/short/events", HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)]
    [InlineData("GET", $"/api/conversations/{Id}/events?after=-1", HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)]
    [InlineData("GET", $"/api/conversations/{Id}/events?after=one", HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)]
    [InlineData("GET", $"/api/conversations/{Id}/events?after=99999999999999999999", HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)]
    [InlineData("GET", $"/api/conversations/{Id}/events", HttpStatusCode.NotFound, ProblemTypes.NotFound)]
    [InlineData("GET", $"/api/conversations/{Id}/events?after=7", HttpStatusCode.NotFound, ProblemTypes.NotFound)]
    public async Task Request_ThatLeadsNowhere_IsAProblem(string method, string path, HttpStatusCode status, string type)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _curl.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(type, (await response.ProblemAsync()).Type);
    }

    [Theory]
    [InlineData("""{"target": "deep"}""", HttpStatusCode.NotFound, ProblemTypes.NotFound)]
    [InlineData("""{"target": "half"}""", HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)]
    [InlineData("""{"target": 0}""", HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)]
    public async Task Stop_OfNothingOrOfHalf_IsAProblem(string body, HttpStatusCode status, string type)
    {
        using var response = await _curl.PostAsync(
            $"/api/conversations/{Id}/turns/none/stop", EventStreamReader.Json(body), TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(type, (await response.ProblemAsync()).Type);
    }
}
