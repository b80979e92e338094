using System.Runtime.CompilerServices;
using DualPath.Torch.Native;

namespace DualPath.Training.Tests;

/// <summary>Tests touch <c>torch</c> directly, so the natives are made loadable before the first of them runs.</summary>
internal static class TorchStart
{
    [ModuleInitializer]
    internal static void Start()
    {
        TorchRuntime.EnsureLoadable();
        TorchSharp.torch.set_num_threads(1);
    }
}
