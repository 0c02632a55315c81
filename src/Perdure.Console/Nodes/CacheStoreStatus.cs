namespace Perdure.Console.Nodes;

/// <summary>The memory of the caches of all routes.</summary>
/// <param name="Answers">Answers in memory.</param>
/// <param name="Bytes">Bytes that they take.</param>
/// <param name="BytesMax">Bytes that they may take.</param>
/// <param name="Evicted">Answers that went because there was no more room, since the start of the node.</param>
public sealed record CacheStoreStatus(int Answers, long Bytes, long BytesMax, long Evicted);
