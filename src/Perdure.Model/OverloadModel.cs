namespace Perdure.Model;

/// <summary>How the node guards itself, and what tells users apart when some of them are turned away.</summary>
public sealed record OverloadModel
{
    /// <summary>What tells one user from another; null means the client's address, which also stands in for a user whose request has neither header nor cookie. Default: null.</summary>
    public HashKey? User { get; init; }

    /// <summary>
    /// The share of the CPU that this process may have (its cgroup's quota, or all cores) above which the node turns requests away, the least
    /// important first; null means it does not look. Range: 0.5 to 1. Default: 0.95.
    /// </summary>
    public double? Cpu { get; init; } = 0.95;

    /// <summary>The same for memory: of the cgroup's limit, or the machine's. Default: 0.9.</summary>
    public double? Memory { get; init; } = 0.9;
}
