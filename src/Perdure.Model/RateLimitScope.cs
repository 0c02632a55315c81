namespace Perdure.Model;

/// <summary>Who counts together.</summary>
public enum RateLimitScope
{
    /// <summary>Each node allows the whole limit.</summary>
    Node,

    /// <summary>All nodes together allow the limit once.</summary>
    Cluster,
}
