namespace DualPath.EndToEnd.Tests.Hosting;

/// <summary>What a person in front of a terminal reads when the server does not start, and when Ctrl-C ends it.</summary>
public sealed class ServerProcessTests(SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("The embedded store keeps its data")]
    [InlineData("DualPath is ready")]
    public async Task Interrupt_WhileItStartsAndOnceItIsReady_EndsWithoutAComplaint(string at)
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync(new Dictionary<string, string>(), interruptAt: at, Token);

        Assert.All(output.Split('\n'), line => Assert.Contains("info: ", line, StringComparison.Ordinal));
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Start_PortInUse_SaysSoAndWhatToDo()
    {
        string port = server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var (exitCode, output) = await ServerProcess.RunToEndAsync(new Dictionary<string, string> { ["PORT"] = port }, interruptAt: null, Token);

        Assert.EndsWith(
            $"DualPath cannot start. Port {port} is in use by another program. Choose another with the environment variable PORT.",
            output,
            StringComparison.Ordinal);
        Assert.All(output.Split('\n').SkipLast(1), line => Assert.Contains("info: ", line, StringComparison.Ordinal));
        Assert.Equal(1, exitCode);
    }

    [Theory]
    [InlineData("no-such-folder", "is no folder; set DualPath:Engine:ModelDirectory to a folder with config.json")]
    [InlineData(".", "Could not find file")]
    public async Task Start_NoModel_SaysSoInOneLine(string folder, string reason)
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync(new Dictionary<string, string> { ["DualPath__Engine__ModelDirectory"] = folder }, interruptAt: null, Token);

        string last = output.Split('\n')[^1];
        Assert.StartsWith("DualPath cannot start. ", last, StringComparison.Ordinal);
        Assert.Contains(reason, last, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Start_DataDirectoryInUse_SaysSoAndWhatToDo()
    {
        var data = Directory.CreateTempSubdirectory("dualpath-e2e-");
        var settings = new Dictionary<string, string> { ["DualPath__DataDirectory"] = data.FullName };
        await using (await ServerProcess.StartAsync(settings, Token))
        {
            var (exitCode, output) = await ServerProcess.RunToEndAsync(settings, interruptAt: null, Token);

            Assert.StartsWith($"DualPath cannot start. The data directory {data.FullName} is in use by another process", output, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', output);
            Assert.Equal(1, exitCode);
        }

        data.Delete(recursive: true);
    }
}
