namespace Perdure.Telemetry.Nodes;

/// <summary>What of a node its gateway does not know.</summary>
public sealed record NodeSample
{
    /// <summary>The node's id.</summary>
    public required string Node { get; init; }

    /// <summary>The system's name.</summary>
    public required string System { get; init; }

    /// <summary>The version of the executable.</summary>
    public required string Version { get; init; }

    /// <summary>Whether the last attempt to load a changed system file went well; null before the first one.</summary>
    public bool? ReloadSucceeded { get; init; }

    /// <summary>Nodes of the system that are up, as last known; 0 before that is known.</summary>
    public int NodesUp { get; init; }

    /// <summary>Whether this node is registered among them.</summary>
    public bool Joined { get; init; }

    /// <summary>Changes made here while the coordination store is lost that are still to be written.</summary>
    public int PendingChanges { get; init; }

    /// <summary>The durable store; null when the system file declares none.</summary>
    public DurableSample? Durable { get; init; }
}
