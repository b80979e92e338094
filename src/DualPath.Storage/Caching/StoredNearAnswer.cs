using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using DualPath.Contracts.Caching;

namespace DualPath.Storage.Caching;

/// <summary>A near answer's JSON shape. A change of meaning takes a new <see cref="CurrentFormat"/>; other formats read as absent.</summary>
internal sealed record StoredNearAnswer
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>Whose it is, compared when it is read.</summary>
    public required string Scope { get; init; }

    public required string Neighbourhood { get; init; }

    /// <summary>32-bit floats, little-endian.</summary>
    public required byte[] Embedding { get; init; }

    public required ImmutableArray<NearObservation> Observations { get; init; }

    public required DateTimeOffset KeptAt { get; init; }

    public static byte[] Write(string scope, NearAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredNearAnswer
        {
            Format = CurrentFormat,
            Scope = scope,
            Neighbourhood = answer.Neighbourhood,
            Embedding = MemoryMarshal.AsBytes(answer.Embedding.AsSpan()).ToArray(),
            Observations = answer.Observations,
            KeptAt = answer.KeptAt,
        },
        StoredNearAnswerJson.Default.StoredNearAnswer);

    /// <summary>The entry, or null when the bytes are not one of this scope and of the current format.</summary>
    public static NearAnswer? Read(string scope, string key, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoredNearAnswerJson.Default.StoredNearAnswer) is
            { Format: CurrentFormat, Neighbourhood: not null, Embedding: not null, Observations.IsDefault: false } stored
                && stored.Scope == scope && stored.Embedding.Length % sizeof(float) == 0
                    ? new NearAnswer
                    {
                        Key = key,
                        Neighbourhood = stored.Neighbourhood,
                        Embedding = [.. MemoryMarshal.Cast<byte, float>(stored.Embedding)],
                        Observations = stored.Observations,
                        KeptAt = stored.KeptAt,
                    }
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredNearAnswer))]
internal sealed partial class StoredNearAnswerJson : JsonSerializerContext;
