namespace Perdure.Console.Configuration;

/// <summary>The answer of <c>GET /api/v1/configuration/file</c>: how the node's own file differs from what the node runs.</summary>
public sealed record FileDrift
{
    /// <summary>The file, as it was named on the command line.</summary>
    public required string Path { get; init; }

    /// <summary>What runs, for people: <c>version 4</c>, or <c>the file as it was loaded last</c>.</summary>
    public required string InForce { get; init; }

    /// <summary>Whether the file says something else than what runs.</summary>
    public bool Changed { get; init; }

    /// <summary>The difference line by line, from what runs to the file, in the unified form; empty when there is none.</summary>
    public string Diff { get; init; } = "";

    /// <summary>Why there is nothing to compare, and what to do; null when there is.</summary>
    public string? Problem { get; init; }
}
