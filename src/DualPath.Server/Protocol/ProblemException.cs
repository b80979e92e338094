using DualPath.Contracts.Conversations;

namespace DualPath.Server.Protocol;

/// <summary>A request that ends in a problem. Each transport tells it in its own way.</summary>
public sealed class ProblemException(Problem problem, Exception? cause = null) : Exception(problem.Detail ?? problem.Title, cause)
{
    public Problem Problem { get; } = problem;
}
