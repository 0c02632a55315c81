using System.Collections.Immutable;

namespace Perdure.Coordination.Peers;

/// <summary>Who else is there, as the owner of a <see cref="PeerLink"/> knows it.</summary>
/// <param name="Others">The other live nodes that can be reached, this one left out.</param>
/// <param name="LiveNodes">All live nodes, this one and those without an address included; at least 1.</param>
/// <param name="Reliable">Whether that can be relied upon: false while the store is lost.</param>
public sealed record PeerView(ImmutableArray<PeerNode> Others, int LiveNodes, bool Reliable);
