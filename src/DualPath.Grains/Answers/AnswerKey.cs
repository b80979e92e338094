using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DualPath.Contracts.Generation;

namespace DualPath.Grains.Answers;

/// <summary>
/// The key of an answer: everything its text depends on, and whose it is. Parts are length-prefixed before they are hashed, so that no
/// two different requests can make the same bytes.
/// </summary>
internal static class AnswerKey
{
    /// <summary>Changes when what an answer depends on changes; old answers are then no longer found.</summary>
    private const string Format = "dualpath-answer-1";

    public static string For(string scope, string modelChecksum, GenerationSettings settings, Prompt prompt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Format);
        Add(hash, scope);
        Add(hash, modelChecksum);
        Add(hash, settings.DraftSteps);
        Add(hash, settings.DeepSteps);
        Add(hash, settings.MaxAnswerTokens);
        Add(hash, settings.Exit ?? "");
        Add(hash, prompt.Context.Length);
        foreach (var exchange in prompt.Context)
        {
            Add(hash, QuestionText.Normalise(exchange.Question));
            Add(hash, exchange.Answer);
        }

        Add(hash, QuestionText.Normalise(prompt.Question));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, string part)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(part);
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
