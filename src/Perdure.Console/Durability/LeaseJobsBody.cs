namespace Perdure.Console.Durability;

/// <summary>The body of <c>lease</c>.</summary>
internal sealed record LeaseJobsBody
{
    /// <summary>How many jobs at most. Default: 1.</summary>
    public int? Max { get; init; }

    /// <summary>How long the claims hold without being extended. Default: 30s.</summary>
    public string? Lease { get; init; }

    /// <summary>How long to wait for a job. Default: 0s; at most 60s.</summary>
    public string? Wait { get; init; }

    /// <summary>Who works, for people to read. Default: the name of the token.</summary>
    public string? Worker { get; init; }
}
