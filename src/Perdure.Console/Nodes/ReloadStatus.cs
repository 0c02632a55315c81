namespace Perdure.Console.Nodes;

/// <summary>How the last reload ended. A refused one leaves the plan before it in force.</summary>
public sealed record ReloadStatus
{
    /// <summary>When it was tried.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the new plan came into force.</summary>
    public required bool Ok { get; init; }

    /// <summary>Why it was refused; empty when it was not.</summary>
    public IReadOnlyList<ReloadProblem> Errors { get; init; } = [];

    /// <summary>What of the file takes a restart to come into force, and other warnings; the rest is in force.</summary>
    public IReadOnlyList<ReloadProblem> Warnings { get; init; } = [];
}
