using System.Diagnostics;
using DualPath.Contracts.Conversations;
using DualPath.Storage.Embedded;
using DualPath.Storage.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace DualPath.Storage.Tests.Embedded;

/// <summary>The embedded store on what a process that was killed leaves behind: its files as they were at some moment.</summary>
public sealed class KilledStoreTests : IDisposable
{
    private const int Images = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dualpath-killed-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_TwiceAfterAKillWithinATransaction_HasAllThatWasAcknowledged()
    {
        string[] images = await KillWithinATransactionAsync();
        foreach (string image in images)
        {
            using (var host = await StartAsync(image))
            {
                Assert.True(await Log(host).TryAppendAsync("after", [Accepted(1)], Token));
            }

            // A transaction that never ended lies before the one of the first start.
            using var again = await StartAsync(image);
            Assert.Single(await Log(again).ReadAsync("before", 0, Token));
            Assert.Single(await Log(again).ReadAsync("after", 0, Token));
        }
    }

    [Fact]
    public async Task Start_AfterAKillWithinOneWrite_HasAllThatWasAcknowledged()
    {
        string data = Path.Combine(_folder.FullName, "data"), before = Path.Combine(_folder.FullName, "before"), after = Path.Combine(_folder.FullName, "after");
        using (var host = await StartAsync(data))
        {
            Assert.True(await Log(host).TryAppendAsync("before", [Accepted(1)], Token));
            await CopyAsync(data, before);
            Assert.True(await Log(host).TryAppendAsync("within", [Accepted(1) with { Question = Noise(40_000) }], Token));
            await CopyAsync(data, after);
        }

        // The kernel ends a write for a kill between any two pages; the file system keeps what it has got.
        byte[][] images = [.. Cuts(await File.ReadAllBytesAsync(AofOf(before), Token), await File.ReadAllBytesAsync(AofOf(after), Token))];
        Assert.InRange(images.Length, 9, 11);
        foreach (byte[] torn in images)
        {
            string image = Path.Combine(_folder.FullName, $"torn-{torn.Length}");
            await CopyAsync(before, image);
            await File.WriteAllBytesAsync(AofOf(image), torn, Token);
            using (var host = await StartAsync(image))
            {
                Assert.Empty(await Log(host).ReadAsync("within", 0, Token));
                Assert.True(await Log(host).TryAppendAsync("after", [Accepted(1)], Token));
            }

            using var again = await StartAsync(image);
            Assert.Single(await Log(again).ReadAsync("before", 0, Token));
            Assert.Single(await Log(again).ReadAsync("after", 0, Token));
        }
    }

    private static string AofOf(string data) => Path.Combine(data, "AOF", "aof.log.0");

    /// <summary>What a write leaves that did not come to its end: all of the old file, and the new one up to some page.</summary>
    private static IEnumerable<byte[]> Cuts(byte[] before, byte[] after)
    {
        const int page = 4096;
        for (int end = ((before.Length / page) + 1) * page; end < after.Length; end += page)
        {
            yield return after[..end];
        }
    }

    /// <summary>Text that cannot be mistaken for an empty page.</summary>
    private static string Noise(int length) => new(Random.Shared.GetItems("abcdefghijklmnopqrstuvwxyz".AsSpan(), length));

    /// <summary>Copies the store's files again and again while it is in the middle of one long transaction; another connection's writes see to it that what there is of it is on disk.</summary>
    private async Task<string[]> KillWithinATransactionAsync()
    {
        string data = Path.Combine(_folder.FullName, "data");
        using var host = await StartAsync(data);
        Assert.True(await Log(host).TryAppendAsync("before", [Accepted(1)], Token));

        // How long so much takes is not the point.
        var patient = host.Services.GetRequiredService<EmbeddedStore>().Configuration.Clone();
        patient.AsyncTimeout = (int)TimeSpan.FromMinutes(2).TotalMilliseconds;
        await using var other = await ConnectionMultiplexer.ConnectAsync(patient);
        await using var one = await ConnectionMultiplexer.ConnectAsync(patient);
        var transaction = one.GetDatabase().CreateTransaction();
        for (int i = 0; i < 200_000; i++)
        {
            _ = transaction.StringSetAsync($"key {i % 100}", "value");
        }

        var executed = transaction.ExecuteAsync();
        var images = new List<string>();
        while (!executed.IsCompleted)
        {
            await other.GetDatabase().StringSetAsync("ping", images.Count);
            string image = Path.Combine(_folder.FullName, $"image-{images.Count}");
            await CopyAsync(data, image);
            images.Add(image);
        }

        await executed;

        // It is sent before it is run: the last ones are from within it.
        return [.. images.TakeLast(Images)];
    }

    /// <summary>By a program that does not ask whether somebody else has a file open.</summary>
    private static async Task CopyAsync(string from, string to)
    {
        using var copy = Process.Start("cp", ["-r", from, to]);
        await copy.WaitForExitAsync(Token);
        Assert.Equal(0, copy.ExitCode);
    }

    private static Task<IHost> StartAsync(string data) => StorageHost.StartAsync(("DualPath:DataDirectory", data));

    private static IConversationLog Log(IHost host) => host.Services.GetRequiredService<IConversationLog>();

    private static TurnAccepted Accepted(long seq) =>
        new() { TurnId = $"t{seq}", Seq = seq, ConversationId = "c", Question = "q", AcceptedAt = DateTimeOffset.UnixEpoch };
}
