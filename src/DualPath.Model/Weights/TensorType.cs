namespace DualPath.Model.Weights;

/// <summary>Element types of safetensors files that this code reads; names are those of the format.</summary>
public enum TensorType
{
    F32,
    F16,
    BF16,
    F64,
    I64,
    I32,
}
