namespace Perdure.Console.Agreement;

/// <summary>The body of <c>campaign</c>.</summary>
internal sealed record CampaignBody
{
    /// <summary>Who campaigns; needed unless there is a lease.</summary>
    public string? Candidate { get; init; }

    /// <summary>What to tell about the candidate. Default: nothing.</summary>
    public string? Value { get; init; }

    /// <summary>The time to live of the lease. Default: 10s.</summary>
    public string? Ttl { get; init; }

    /// <summary>How long to wait to lead. Default: 0s; at most 60s.</summary>
    public string? Wait { get; init; }

    /// <summary>The lease of an earlier call: goes on in the same place.</summary>
    public string? Lease { get; init; }
}
