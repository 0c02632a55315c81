namespace Perdure.Gateway.Caching;

/// <summary>What the caches of all routes hold at a moment.</summary>
/// <param name="Answers">Answers in memory.</param>
/// <param name="Bytes">Bytes that they take.</param>
/// <param name="MaxBytes">Bytes that they may take.</param>
/// <param name="Evicted">Answers that went because there was no more room, since the node started.</param>
public readonly record struct CacheSnapshot(int Answers, long Bytes, long MaxBytes, long Evicted);
