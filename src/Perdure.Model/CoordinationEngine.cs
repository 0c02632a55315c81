namespace Perdure.Model;

/// <summary>Where what the nodes agree on is kept.</summary>
public enum CoordinationEngine
{
    /// <summary>In this process, persisted in the node's data directory. For one node.</summary>
    Embedded,

    /// <summary>In etcd (v3), which the nodes share.</summary>
    Etcd,
}
