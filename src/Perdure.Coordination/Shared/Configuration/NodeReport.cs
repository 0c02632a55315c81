namespace Perdure.Coordination.Shared.Configuration;

/// <summary>What a node says of itself. Immutable.</summary>
public sealed record NodeReport
{
    /// <summary>The version that the node was last told to run and has tried; 0: its own file.</summary>
    public required long Version { get; init; }

    /// <summary>Whether it runs that version. False: it could not load it and goes on with what it had.</summary>
    public required bool Ok { get; init; }

    /// <summary>Why not; null while <see cref="Ok"/>. At most 2,000 characters are kept.</summary>
    public string? Error { get; init; }

    /// <summary>Requests answered since the node started; only grows.</summary>
    public long Requests { get; init; }

    /// <summary>Those of them that failed through Perdure or the services (5xx, or no whole answer); only grows.</summary>
    public long Failed { get; init; }

    /// <summary>When it was written, on the node's wall clock.</summary>
    public DateTimeOffset At { get; init; }
}
