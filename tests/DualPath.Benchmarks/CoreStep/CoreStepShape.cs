namespace DualPath.Benchmarks.CoreStep;

/// <summary>What a pass of the benchmark consists of.</summary>
/// <param name="Rows">Rows in the pass: the newest position of as many sequences.</param>
/// <param name="Positions">Positions each row attends to, its own included.</param>
/// <param name="Steps">Recurrent steps run in a row. Each has keys and values of its own, so steps in a row are the work of a decoding
/// model, while one step repeated would find its keys in the cache.</param>
internal sealed record CoreStepShape(int Rows, int Positions, int Steps)
{
    /// <summary>The position that is measured.</summary>
    public int Last => Positions - 1;

    /// <summary>Random tokens, one array per row.</summary>
    public int[][] Tokens(int vocabulary)
    {
        // A fixed seed: all contestants see the same, and so does the next run.
        var random = new Random(1);
        return [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, Positions).Select(_ => random.Next(vocabulary)).ToArray())];
    }
}
