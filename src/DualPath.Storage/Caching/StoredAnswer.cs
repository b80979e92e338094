using System.Text.Json;
using System.Text.Json.Serialization;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Storage.Caching;

/// <summary>A cached answer's JSON shape. A change of meaning takes a new <see cref="CurrentFormat"/>; other formats read as absent.</summary>
internal sealed record StoredAnswer
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required CachedAnswer Answer { get; init; }

    public static byte[] Write(CachedAnswer answer) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new StoredAnswer { Format = CurrentFormat, Answer = answer }, StoredAnswerJson.Default.StoredAnswer);

    /// <summary>The answer, or null when the bytes are not a ruled answer of the current format.</summary>
    public static CachedAnswer? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoredAnswerJson.Default.StoredAnswer) is
            { Format: CurrentFormat, Answer: { Scope: not null, Text: not null } answer }
                && answer.Ruling != RulingOutcome.Unverified
                    ? answer
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Refuses what is not an answer: text nobody ruled on.</summary>
    public static void ThrowIfUnruled(CachedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Ruling == RulingOutcome.Unverified)
        {
            throw new ArgumentException("An answer without a ruling is not kept.", nameof(answer));
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredAnswer))]
internal sealed partial class StoredAnswerJson : JsonSerializerContext;
