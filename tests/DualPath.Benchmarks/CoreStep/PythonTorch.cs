using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DualPath.Benchmarks.CoreStep;

/// <summary>Python's torch in a child process, which runs <c>core_step.py</c>: requests and answers are lines of JSON.</summary>
internal sealed class PythonTorch : IDisposable
{
    // Debian's own interpreter has Debian's packages; another one may lead the search path.
    private static readonly string[] Interpreters = ["/usr/bin/python3", "python3"];

    private readonly Process _process;

    private PythonTorch(string interpreter)
    {
        var start = new ProcessStartInfo(interpreter, [Path.Combine(AppContext.BaseDirectory, "core-step", "core_step.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // Read when the libraries are loaded, before the script could say anything.
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        _process = Process.Start(start)!;
    }

    /// <summary>Which torch it is, on which BLAS: the script's first line.</summary>
    public JsonElement Description { get; private set; }

    /// <summary>Starts the first Python that has torch.</summary>
    /// <param name="python">The child.</param>
    /// <param name="problem">Why there is none.</param>
    public static bool TryStart([NotNullWhen(true)] out PythonTorch? python, [NotNullWhen(false)] out string? problem)
    {
        var problems = new List<string>();
        foreach (string interpreter in Interpreters)
        {
            try
            {
                python = new PythonTorch(interpreter);
            }
            catch (Win32Exception e)
            {
                problems.Add($"{interpreter}: {e.Message}");
                continue;
            }

            python.Description = python.Answer();
            if (!python.Description.TryGetProperty("problem", out var reason))
            {
                problem = null;
                return true;
            }

            problems.Add($"{interpreter}: {reason}");
            python.Dispose();
        }

        (python, problem) = (null, string.Join("; ", problems));
        return false;
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="request">What becomes the line.</param>
    /// <param name="tensors">fp32 values that follow it.</param>
    public JsonElement Ask(object request, params IEnumerable<float[]> tensors)
    {
        try
        {
            var input = _process.StandardInput.BaseStream;
            input.Write(JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web));
            input.WriteByte((byte)'\n');
            foreach (float[] values in tensors)
            {
                input.Write(MemoryMarshal.AsBytes<float>(values));
            }

            input.Flush();
        }
        catch (IOException)
        {
            // The child is gone; the missing answer says so.
        }

        return Answer();
    }

    public void Dispose()
    {
        // The end of its input ends the script.
        _process.StandardInput.Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }

    private JsonElement Answer() =>
        _process.StandardOutput.ReadLine() is { } line
            ? JsonElement.Parse(line)
            : throw new BenchmarkFailedException("The Python process of the core-step benchmark broke off; its own message is above.");
}
