using DualPath.Contracts.Conversations;
using DualPath.Storage.Conversations;
using DualPath.Storage.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DualPath.Storage.Tests.Conversations;

public sealed class InMemoryConversationLogTests : ConversationLogContract
{
    private readonly InMemoryConversationLog _log = new();

    protected override Task<IConversationLog> LogAsync() => Task.FromResult<IConversationLog>(_log);
}

public sealed class EmbeddedConversationLogTests(EmbeddedFixture fixture) : ConversationLogContract, IClassFixture<EmbeddedFixture>
{
    protected override Task<IConversationLog> LogAsync() => Task.FromResult(fixture.Host.Services.GetRequiredService<IConversationLog>());
}

public sealed class RedisConversationLogTests(RedisFixture fixture) : ConversationLogContract, IClassFixture<RedisFixture>
{
    protected override async Task<IConversationLog> LogAsync() =>
        (await fixture.HostAsync()).Services.GetRequiredService<IConversationLog>();
}
