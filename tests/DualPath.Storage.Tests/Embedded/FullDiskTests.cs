using System.Diagnostics;
using DualPath.Contracts;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Conversations;
using DualPath.Storage.Embedded;
using DualPath.Storage.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DualPath.Storage.Tests.Embedded;

/// <summary>The embedded store on a disk of its own, which is really full.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly DirectoryInfo _disk = Directory.CreateTempSubdirectory("dualpath-disk-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Assert.SkipWhen(
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", _disk.FullName) != 0,
        "A small disk can be mounted by root on Linux only.");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", _disk.FullName);
        _disk.Delete();
    }

    [Fact]
    public async Task AnyCall_DiskFull_NothingIsWrittenUntilThereIsRoomAndNothingIsLost()
    {
        string filler = Path.Combine(_disk.FullName, "filler");
        long seq = 1;
        using (var host = await StartAsync())
        {
            var log = host.Services.GetRequiredService<IConversationLog>();
            var cache = host.Services.GetRequiredService<IAnswerCache>();
            var store = host.Services.GetRequiredService<EmbeddedStore>();
            Assert.True(await log.TryAppendAsync("c", [Accepted(seq++)], Token));
            Assert.True(store.HasRoom);

            await FillAsync(filler, most: 40 << 20);

            var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => log.TryAppendAsync("c", [Accepted(seq)], Token));
            Assert.Contains("disk", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => cache.DisownAsync("s", "k", Token));
            Assert.False(store.HasRoom);
            Assert.Single(await log.ReadAsync("c", 0, Token));
            Assert.Single(await log.OwedAsync(10, Token));

            // Not one byte left, and still read.
            await FillAsync(filler, most: long.MaxValue);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => log.TryAppendAsync("c", [Accepted(seq)], Token));
            Assert.Single(await log.ReadAsync("c", 0, Token));

            File.Delete(filler);
            Assert.True(await log.TryAppendAsync("c", [Accepted(seq++)], Token));
        }

        using var again = await StartAsync();
        Assert.Equal(seq - 1, (await again.Services.GetRequiredService<IConversationLog>().ReadAsync("c", 0, Token)).Count);
    }

    [Fact]
    public async Task Start_NoRoomForTheCheckpoint_TakesItBeforeTheFirstWrite()
    {
        using (var first = await StartAsync())
        {
            Assert.True(await Log(first).TryAppendAsync("c", [Accepted(1)], Token));
        }

        string filler = Path.Combine(_disk.FullName, "filler");
        await FillAsync(filler, most: 40 << 20);
        using var host = await StartAsync();
        Assert.Single(await Log(host).ReadAsync("c", 0, Token));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log(host).TryAppendAsync("c", [Accepted(2)], Token));
        Assert.False(Directory.Exists(Checkpoints));

        File.Delete(filler);

        Assert.True(await Log(host).TryAppendAsync("c", [Accepted(2)], Token));
        Assert.True(Directory.Exists(Checkpoints));
        Assert.Equal(2, (await Log(host).ReadAsync("c", 0, Token)).Count);
    }

    [Fact]
    public async Task HasRoom_MoreIsInMemoryThanACheckpointHasRoomFor_EndsBeforeTheDiskDoes()
    {
        const int most = 25;
        using var host = await StartAsync();
        var log = host.Services.GetRequiredService<IConversationLog>();
        var store = host.Services.GetRequiredService<EmbeddedStore>();
        int megabytes = 0;
        for (; store.HasRoom && megabytes < most; megabytes++)
        {
            var events = Enumerable.Range(1, 100).Select(seq => new DraftDelta { TurnId = "t", Seq = seq, Text = new string('x', 10_000) });
            Assert.True(await log.TryAppendAsync($"c{megabytes}", [.. events], Token));
        }

        // As much as a checkpoint is free then, and the append-only file grows on until it is taken.
        Assert.InRange(megabytes, 1, most - 1);
    }

    private string Checkpoints => Path.Combine(_disk.FullName, "data", "Store", "checkpoints");

    private static IConversationLog Log(IHost host) => host.Services.GetRequiredService<IConversationLog>();

    private Task<IHost> StartAsync() => StorageHost.StartAsync(("DualPath:DataDirectory", Path.Combine(_disk.FullName, "data")));

    private static async Task FillAsync(string path, long most)
    {
        await using var file = File.Open(path, FileMode.Append);
        byte[] block = new byte[1 << 20];
        try
        {
            while (file.Length < most)
            {
                await file.WriteAsync(block, Token);
                await file.FlushAsync(Token);
            }
        }
        catch (IOException) when (most == long.MaxValue)
        {
            // The disk is full.
        }
    }

    private static TurnAccepted Accepted(long seq) =>
        new() { TurnId = $"t{seq}", Seq = seq, ConversationId = "c", Question = new string('q', 1000), AcceptedAt = DateTimeOffset.UnixEpoch };

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
