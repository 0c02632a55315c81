using System.Globalization;

namespace Perdure.Gateway.Caching;

/// <summary>What <c>Cache-Status</c> (RFC 9211) and <c>Proxy-Status</c> (RFC 9209) say about answers that are no plain hit.</summary>
internal static class CacheTexts
{
    /// <summary>An answer that was fetched.</summary>
    public static string Fetched(string node, string reason, int status, int given, bool stored, bool shared)
    {
        var text = $"{node}; fwd={reason}";
        if (status != given)
            text = string.Create(CultureInfo.InvariantCulture, $"{text}; fwd-status={status}");
        if (stored)
            text += "; stored";
        return shared ? text + "; collapsed" : text;
    }

    /// <summary>A stale answer because the service could not give a new one.</summary>
    public static string StandsIn(string node, long ttlS, string detail) =>
        string.Create(CultureInfo.InvariantCulture, $"{node}; fwd=stale; ttl={ttlS}; detail={detail}");

    /// <summary>Why the answer is not the service's own.</summary>
    public static string Degraded(string node, string proxyError, string token) => $"{node}; error={proxyError}; details=\"{token}\"";
}
