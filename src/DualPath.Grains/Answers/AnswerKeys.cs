using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using DualPath.Contracts.Caching;
using DualPath.Contracts.Generation;

namespace DualPath.Grains.Answers;

/// <summary>
/// Makes the keys of answers: everything the text depends on, and whose it is, under the server's secret, so that nobody who sees a key
/// can tell by trying what was asked. The model comes last, where the answer is made: whoever takes a question need not have one. Parts are length-prefixed, so that no two different requests can make the same bytes.
/// </summary>
internal sealed class AnswerKeys(IServerSecret secret)
{
    /// <summary>Changes when what an answer depends on changes; old answers are then no longer found.</summary>
    private const string Format = "dualpath-answer-3";

    /// <summary>Of this very question.</summary>
    public string For(string scope, GenerationSettings settings, Prompt prompt)
    {
        var content = Setting("question", scope, settings, prompt);
        Add(content, QuestionText.Normalise(prompt.Question));
        return secret.Mac(content.WrittenSpan);
    }

    /// <summary>What all questions share that differ in nothing but their words.</summary>
    public string Neighbourhood(string scope, GenerationSettings settings, Prompt prompt) =>
        secret.Mac(Setting("neighbourhood", scope, settings, prompt).WrittenSpan);

    /// <summary>What is made from such a key for one model. Its exit rule is no part of its checksum.</summary>
    public string Under(IModelIdentity model, string key)
    {
        var content = new ArrayBufferWriter<byte>();
        Add(content, Format);
        Add(content, "model");
        Add(content, model.Checksum);
        Add(content, model.ExitRule ?? "");
        Add(content, key);
        return secret.Mac(content.WrittenSpan);
    }

    private static ArrayBufferWriter<byte> Setting(string kind, string scope, GenerationSettings settings, Prompt prompt)
    {
        var content = new ArrayBufferWriter<byte>();
        Add(content, Format);
        Add(content, kind);
        Add(content, scope);
        Add(content, settings.DraftSteps);
        Add(content, settings.DeepSteps);
        Add(content, settings.MaxAnswerTokens);
        Add(content, settings.Exit ?? "");
        Add(content, prompt.Context.Length);
        foreach (var exchange in prompt.Context)
        {
            Add(content, QuestionText.Normalise(exchange.Question));
            Add(content, exchange.Answer);
        }

        return content;
    }

    private static void Add(ArrayBufferWriter<byte> content, string part)
    {
        Add(content, Encoding.UTF8.GetByteCount(part));
        Encoding.UTF8.GetBytes(part, content);
    }

    private static void Add(ArrayBufferWriter<byte> content, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(content.GetSpan(sizeof(int)), number);
        content.Advance(sizeof(int));
    }
}
