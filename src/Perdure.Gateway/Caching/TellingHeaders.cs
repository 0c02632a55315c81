using System.Text;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Caching;

/// <summary>
/// Headers that frameworks take for part of the target, or for credentials, and that answers seldom name in <c>Vary</c>: without them in the
/// key, one client's header would make the answer that all get ("cache poisoning"), or one's private answer would be another's. Requests with
/// such a header share answers only with requests that have the same.
/// </summary>
internal static class TellingHeaders
{
    private static readonly string[] Names =
    [
        "X-Forwarded-Port", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Forwarded-Path", "X-Forwarded-Uri", "X-Forwarded-Scheme",
        "X-Forwarded-Protocol", "X-Forwarded-Ssl", "X-Original-URL", "X-Original-URI", "X-Original-Host", "X-Rewrite-URL", "X-Host",
        "X-HTTP-Host-Override", "X-URL-Scheme", "Front-End-Https", "X-Api-Key", "X-Auth-Token",
        // Whom a proxy in front of the gateway has let in.
        "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Preferred-Username", "X-Forwarded-Access-Token", "X-Forwarded-Client-Cert",
        "X-Auth-Request-User", "X-Auth-Request-Email", "X-Remote-User", "Remote-User", "X-Client-Cert",
        "Cf-Access-Jwt-Assertion", "X-Goog-Iap-Jwt-Assertion", "X-Amzn-Oidc-Data", "X-MS-Client-Principal",
    ];

    private static readonly string[] MethodNames = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    /// <summary>
    /// What these headers say, as one text, or null when there are none, which costs no allocation; false when one says that this is another
    /// method in truth.
    /// </summary>
    public static bool TryRead(Exchange exchange, out string? telling)
    {
        var headers = exchange.Request.Headers;
        telling = null;
        foreach (var name in MethodNames)
        {
            if (headers.ContainsKey(name))
                return false;
        }

        StringBuilder? text = null;
        foreach (var name in Names)
        {
            if (headers.TryGetValue(name, out var value))
                Add(text ??= new StringBuilder(), name, value);
        }

        // What a trusted proxy says of host and scheme in the standard form goes on to the instance as it is.
        if (!exchange.Forwarded.IsOwn && headers.TryGetValue("Forwarded", out var forwarded))
            AddForwarded(ref text, forwarded.ToString());
        telling = text?.ToString();
        return true;
    }

    private static void AddForwarded(ref StringBuilder? text, string forwarded)
    {
        foreach (var pair in forwarded.Split([';', ',']))
        {
            var trimmed = pair.Trim();
            if (trimmed.StartsWith("host=", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("proto=", StringComparison.OrdinalIgnoreCase))
                (text ??= new StringBuilder()).Append(trimmed).Append('\n');
        }
    }

    // Values can't hold a line break, so no two sets of headers make the same text.
    private static void Add(StringBuilder text, string name, in StringValues values)
    {
        foreach (var value in values)
            text.Append(name).Append(':').Append(value).Append('\n');
    }
}
