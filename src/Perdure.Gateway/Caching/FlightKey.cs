namespace Perdure.Gateway.Caching;

/// <summary>What one fetch is for: a target, and a hash of the headers that its answers are known to depend on.</summary>
/// <param name="Key">The target.</param>
/// <param name="Variant">The hash; a wrong guess costs a wait, no more, because what is stored is compared in full.</param>
/// <param name="Known">Whether the client says who it is: such answers are seldom for all, and others should not wait for them.</param>
internal readonly record struct FlightKey(CacheKey Key, int Variant, bool Known);
