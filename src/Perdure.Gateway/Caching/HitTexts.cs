namespace Perdure.Gateway.Caching;

/// <summary>What a hit says about itself within one second.</summary>
/// <param name="AgeS">Seconds of age.</param>
/// <param name="TtlS">Seconds of freshness left; negative when stale.</param>
/// <param name="Age">The value of <c>Age</c>.</param>
/// <param name="Status">The value of <c>Cache-Status</c> (RFC 9211).</param>
internal sealed record HitTexts(long AgeS, long TtlS, string Age, string Status);
