namespace Perdure.Telemetry.Runbooks;

/// <summary>A numbered step of a runbook.</summary>
public sealed record RunbookStep
{
    /// <summary>Its number: 1, 2, … over the whole runbook.</summary>
    public required int Number { get; init; }

    /// <summary>What to type; null for something else to do.</summary>
    public string? Command { get; init; }

    /// <summary>What it is for, in markdown.</summary>
    public required string Text { get; init; }

    /// <summary>Whether the node can run it.</summary>
    public bool Runnable { get; init; }

    /// <summary>What must be named to run it: <c>SERVICE</c>, <c>INSTANCE</c>, <c>FLAG</c>, <c>QUEUE</c>.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];
}
