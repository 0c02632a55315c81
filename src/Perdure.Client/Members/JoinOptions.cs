namespace Perdure.Client.Members;

/// <summary>How to be a member.</summary>
public sealed record JoinOptions
{
    /// <summary>How long a member that died is still seen. Default: 10 s; 2 s to 5 min.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(10);
}
