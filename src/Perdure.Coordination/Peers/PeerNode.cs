namespace Perdure.Coordination.Peers;

/// <summary>Another node, as membership knows it.</summary>
/// <param name="Id">The node's id.</param>
/// <param name="Address">Host and port of its peer server.</param>
public readonly record struct PeerNode(string Id, string Address);
