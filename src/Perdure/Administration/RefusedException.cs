using Perdure.Commands;

namespace Perdure.Administration;

/// <summary>The node refused what it was asked for.</summary>
internal sealed class RefusedException(string message, string? problemType) : CommandException(message)
{
    /// <summary>The type of its problem.</summary>
    public string? ProblemType { get; } = problemType;
}
