using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Elections;

/// <summary>What a <see cref="Leadership"/> campaigns for.</summary>
public sealed record LeadershipOptions
{
    /// <summary>The election.</summary>
    public required string Election { get; init; }

    /// <summary>Who campaigns; must be different in each process.</summary>
    public required string Candidate { get; init; }

    /// <summary>What to publish, such as an address. Default: nothing.</summary>
    public string Value { get; init; } = "";

    /// <summary>How long the lease outlives its holder: 2 s to 5 min. Default: 5 s.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Spreads the retries of processes. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where it tells of handlers that throw and of defects. Default: nowhere.</summary>
    public ILogger? Log { get; init; }
}
