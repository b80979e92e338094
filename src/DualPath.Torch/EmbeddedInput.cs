using static TorchSharp.torch;

namespace DualPath.Torch;

/// <summary>What every recurrent step reads of the prompt.</summary>
/// <param name="Value">e [B, T, h], the prelude's output.</param>
/// <param name="Injected">A_e e [B, T, h], the adapter's share of it.</param>
public sealed record EmbeddedInput(Tensor Value, Tensor Injected);
