using Perdure.Console.Configuration;

namespace Perdure.Console.Nodes;

/// <summary>How a node stands with the others: the store that they agree in, who they are, and what is shared.</summary>
public sealed record CoordinationStatus
{
    /// <summary><c>embedded</c> or <c>etcd</c>.</summary>
    public required string Engine { get; init; }

    /// <summary><c>connecting</c>, <c>connected</c>, <c>lost</c> or <c>refused</c>.</summary>
    public required string State { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The endpoint in use, or the file.</summary>
    public required string Location { get; init; }

    /// <summary>The store's own version; null until known.</summary>
    public string? Version { get; init; }

    /// <summary>What is wrong with the store and what to do; null while all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Something to know about the store that stops nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>How the node's own registration stands: <c>joining</c>, <c>joined</c>, <c>id-taken</c>, and so on.</summary>
    public required string Membership { get; init; }

    /// <summary>What is wrong with the registration and what to do; null while all is well.</summary>
    public string? MembershipProblem { get; init; }

    /// <summary>The nodes of the system that are up, as last known, by id.</summary>
    public required IReadOnlyList<NodeSummary> Nodes { get; init; }

    /// <summary>Which configuration the node runs.</summary>
    public required FollowStatus Configuration { get; init; }

    /// <summary>Changes made here while the store is lost that are still to be written.</summary>
    public int Pending { get; init; }
}
