using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Tiers;

/// <summary>
/// A listener's header that says the tier of a request: believed from trusted proxies and handed on; from anybody else ignored, counted and
/// taken out, so that no instance believes it either. Thread-safe.
/// </summary>
internal sealed class TierHeader(string name, TierCounters counters)
{
    /// <summary>The tier that the request says and may say; null when it is the route's.</summary>
    public Tier? Read(Exchange exchange, bool isTrusted)
    {
        var headers = exchange.Request.Headers;
        if (!headers.TryGetValue(name, out var values))
            return null;
        if (isTrusted && values is [{ } value] && Parse(value) is { } tier)
        {
            counters.OnHeaderTaken();
            return tier;
        }

        headers.Remove(name);
        counters.OnHeaderIgnored();
        return null;
    }

    private static Tier? Parse(ReadOnlySpan<char> value) => value.Trim() switch
    {
        var text when text.Equals("critical", StringComparison.OrdinalIgnoreCase) => Tier.Critical,
        var text when text.Equals("standard", StringComparison.OrdinalIgnoreCase) => Tier.Standard,
        var text when text.Equals("optional", StringComparison.OrdinalIgnoreCase) => Tier.Optional,
        _ => null,
    };
}
