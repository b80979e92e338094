using DualPath.Server.Hosting;

namespace DualPath.Server.Tests.Hosting;

public sealed class ServerOptionsValidatorTests
{
    public static TheoryData<string, ServerOptions> Wrong => new()
    {
        { "DualPath:Server:BindAddress is 'everywhere'", new ServerOptions { BindAddress = "everywhere" } },
        { "DualPath:Server:Port is '65536'", new ServerOptions { Port = 65536 } },
        { "DualPath:Server:AllowedOrigins is 'https://shop.example/'", new ServerOptions { AllowedOrigins = { "https://shop.example/" } } },
        { "DualPath:Server:AllowedOrigins is '*'", new ServerOptions { AllowedOrigins = { "*" } } },
        { "DualPath:Server:AllowedOrigins is 'HTTPS://Shop.example'", new ServerOptions { AllowedOrigins = { "HTTPS://Shop.example" } } },
        { "DualPath:Server:MaxQuestionLength is '0'", new ServerOptions { MaxQuestionLength = 0 } },
        { "DualPath:Server:MaxConnections is '0'", new ServerOptions { MaxConnections = 0 } },
        { "DualPath:Server:KeepAlive is '00:00:00'", new ServerOptions { KeepAlive = TimeSpan.Zero } },
        { "DualPath:Server:ReaderPatience is '00:00:01'", new ServerOptions { ReaderPatience = TimeSpan.FromSeconds(1) } },
        { "DualPath:Server:ShutdownTimeout is '-00:00:01'", new ServerOptions { ShutdownTimeout = TimeSpan.FromSeconds(-1) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_OneWrongOption_NamesItItsValueAndTheRule(string beginning, ServerOptions options)
    {
        var result = new ServerOptionsValidator().Validate(null, options);

        string failure = Assert.Single(result.Failures!);
        Assert.StartsWith(beginning, failure, StringComparison.Ordinal);
        Assert.Contains("; it must", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Defaults_AreFine() => Assert.True(new ServerOptionsValidator().Validate(null, new ServerOptions()).Succeeded);

    [Theory]
    [InlineData("localhost", 8080, "http://localhost:8080", true)]
    [InlineData("localhost", 0, "http://127.0.0.1:0", true)]
    [InlineData("*", 8080, "http://*:8080", false)]
    [InlineData("0.0.0.0", 80, "http://0.0.0.0:80", false)]
    [InlineData("::1", 8080, "http://[::1]:8080", true)]
    public void Url_OfAnAddress_IsWhatKestrelReads(string address, int port, string url, bool loopback)
    {
        var options = new ServerOptions { BindAddress = address, Port = port };

        Assert.Equal((url, loopback), (options.Url, options.IsLoopback));
    }
}
