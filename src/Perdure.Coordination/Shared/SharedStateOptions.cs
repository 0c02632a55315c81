using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Shared;

/// <summary>What a <see cref="SharedState"/> needs to know.</summary>
public sealed record SharedStateOptions
{
    /// <summary>Where the last known state is kept, a file in the data directory. Its directory must exist.</summary>
    public required string SnapshotFile { get; init; }

    /// <summary>This node's id.</summary>
    public required string Node { get; init; }

    /// <summary>The wall clock for <c>at</c>, and the clock of pauses between tries.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where to say what happened.</summary>
    public required ILogger Log { get; init; }
}
