namespace DualPath.Model.Weights;

/// <summary>Where a model takes its tensors from: the files of a checkpoint, or arrays in memory.</summary>
public interface ITensorSource
{
    /// <summary>What to name in errors about the whole.</summary>
    string Name { get; }

    /// <summary>Names and shapes of what is there.</summary>
    IReadOnlyCollection<TensorSpec> Tensors { get; }

    /// <summary>What to name in errors about one tensor: the file that holds it.</summary>
    string FileOf(string name);

    /// <summary>Whether the tensor is kept in bfloat16.</summary>
    bool IsBFloat16(string name);

    /// <summary>Copies values of a tensor, beginning with the row-major index <paramref name="first"/>.</summary>
    void Read(string name, long first, Span<float> values);
}
