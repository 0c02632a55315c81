using Perdure.Coordination.Storage;

namespace Perdure.Console.Nodes;

/// <summary>
/// What the admin API needs of a node that agrees with others, for the services that ask it for leaders, locks and members.
/// Thread-safe; the members never change while the node runs.
/// </summary>
public interface ICoordinationView
{
    /// <summary>The node's id, named in answers.</summary>
    string Node { get; }

    /// <summary>The store underneath: its clock is that of every deadline, its status says why something is refused.</summary>
    ICoordinator Coordinator { get; }
}
