using System.Collections.Immutable;
using Perdure.Coordination.Elections;
using Perdure.Coordination.Locks;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Storage;

namespace Perdure.Console.Nodes;

/// <summary>
/// What the admin API needs of a node that agrees with others, for the services that ask it for leaders, locks and members.
/// Thread-safe; the objects are the same for as long as the node runs.
/// </summary>
public interface ICoordinationView
{
    /// <summary>The node's id, named in answers.</summary>
    string Node { get; }

    /// <summary>How it stands with the store just now.</summary>
    StoreStatus Store { get; }

    /// <summary>The elections.</summary>
    Elections Elections { get; }

    /// <summary>The locks.</summary>
    Locks Locks { get; }

    /// <summary>The groups of services' processes.</summary>
    ServiceMembers Members { get; }

    /// <summary>All nodes, by id, as last known; empty until the first answer of the store.</summary>
    ImmutableArray<NodeRecord> Nodes { get; }
}
