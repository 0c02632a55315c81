namespace Perdure.Client.Elections;

/// <summary>How to campaign.</summary>
public sealed record CampaignOptions
{
    /// <summary>
    /// Who campaigns, 1 to 256 bytes; in an election each one once: while another has this name, this one waits for it to end.
    /// Default: null, the machine, the process and something random.
    /// </summary>
    public string? Candidate { get; init; }

    /// <summary>What the others are told about the leader, such as its address; at most 4096 bytes. Default: nothing.</summary>
    public string Value { get; init; } = "";

    /// <summary>
    /// How long the others wait for a leader that died. Shorter finds it sooner; longer forgives longer pauses of the process, the network and
    /// the store. Default: 10 s; 2 s to 5 min.
    /// </summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long before the local deadline <see cref="Leases.LeaseHold.Lost"/> is cancelled, for work that takes that long to stop.
    /// Default: zero; at most half of <see cref="Ttl"/>.
    /// </summary>
    public TimeSpan Grace { get; init; }
}
