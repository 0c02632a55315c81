namespace Perdure.Resilience.RateLimiting;

/// <summary>What one node has admitted for one key of a limit: what nodes tell each other.</summary>
/// <param name="Key">The key, the same on every node.</param>
/// <param name="Born">Tells this count from an earlier one of the same key that the sender has forgotten; no time that means anything elsewhere.</param>
/// <param name="AgeMs">For how many ms the sender has been counting so.</param>
/// <param name="Count">Requests admitted since then; only grows.</param>
/// <param name="FullInMs">In how many ms, by what the sender knows, the key's bucket would be full again if no more came.</param>
public readonly record struct ClusterCount(UInt128 Key, long Born, long AgeMs, long Count, long FullInMs);
