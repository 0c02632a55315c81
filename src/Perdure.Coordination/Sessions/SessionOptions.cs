using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Sessions;

/// <summary>How a <see cref="Session"/> keeps its lease.</summary>
public sealed record SessionOptions
{
    /// <summary>How long the lease outlives its holder: 2 s to 5 min. Default: 5 s.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Spreads the retries of nodes that lost the store at the same moment. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where it tells of handlers that throw and of defects. Default: nowhere.</summary>
    public ILogger? Log { get; init; }
}
