namespace Perdure.Client.Queues;

/// <summary>Which jobs to lease, and for how long.</summary>
public sealed record JobLeaseOptions
{
    /// <summary>How many at most, 1 to 1,000. Default: 1.</summary>
    public int Max { get; init; } = 1;

    /// <summary>How long the claims hold without being extended, 100 ms to 24 h. Default: 30 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a job, at most 60 s. Default: 20 s.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Who works, for people to read. Default: null, made of the machine and the process.</summary>
    public string? Worker { get; init; }
}
