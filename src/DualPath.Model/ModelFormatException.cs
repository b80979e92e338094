namespace DualPath.Model;

/// <summary>A model file is missing, damaged or of a shape this code does not run. The message names the file and what is wrong in it.</summary>
public sealed class ModelFormatException : Exception
{
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="problem">What is wrong, as the rest of a sentence that begins with the file.</param>
    /// <param name="inner">The cause, if another exception told it.</param>
    public ModelFormatException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner)
    {
        File = file;
    }

    /// <summary>The file at fault.</summary>
    public string File { get; }
}
