using System.Net;
using DualPath.Server.Tests.Fixtures;

namespace DualPath.Server.Tests.Hosting;

public sealed class SecurityHeadersTests(RunningServer running) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/health/ready")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/api/nothing")]
    [InlineData("POST", "/api/turns")]
    [InlineData("POST", "/hubs/chat/negotiate?negotiateVersion=1")]
    [InlineData("OPTIONS", "/api/turns")]
    public async Task Response_OfEveryKind_ForbidsWhatThePageDoesNotNeed(string method, string path)
    {
        using var curl = running.Server.CreateCurl();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await curl.SendAsync(request, TestContext.Current.CancellationToken);

        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Response_ToAnotherHostsName_IsRefusedOnLoopback()
    {
        using var curl = running.Server.CreateCurl();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { Host = "rebound.example" } };
        using var response = await curl.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
