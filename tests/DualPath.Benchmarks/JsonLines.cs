using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DualPath.Benchmarks;

/// <summary>Writes results as JSON, one object per line, each as soon as it is known: a run that breaks off keeps what it has measured.</summary>
internal sealed class JsonLines(TextWriter output)
{
    // Relaxed, because the lines are read by people too and go into no HTML page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Write<T>(T line)
    {
        output.WriteLine(JsonSerializer.Serialize(line, Json));
        output.Flush();
    }
}
