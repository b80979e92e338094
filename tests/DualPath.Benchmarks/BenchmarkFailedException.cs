namespace DualPath.Benchmarks;

/// <summary>A benchmark found that it would compare different work, or that something it needs is missing.</summary>
public sealed class BenchmarkFailedException(string message) : Exception(message);
