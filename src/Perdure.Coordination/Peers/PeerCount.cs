namespace Perdure.Coordination.Peers;

/// <summary>What one node has counted of one key of one limit. Only grows within one <see cref="Born"/>.</summary>
/// <param name="Limit">Which limit; at most 512 bytes of UTF-8.</param>
/// <param name="Key">The key, the same on every node.</param>
/// <param name="Born">Tells this count from an earlier one of the same key.</param>
/// <param name="AgeMs">For how many ms the sender has been counting so.</param>
/// <param name="Count">How many.</param>
/// <param name="FullInMs">In how many ms the sender's picture of the key's bucket would be full again.</param>
public readonly record struct PeerCount(string Limit, UInt128 Key, long Born, long AgeMs, long Count, long FullInMs);
