using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Caching;

/// <summary>What a request that may be answered from memory asks of it, and by whom.</summary>
internal readonly record struct CacheRequest
{
    /// <summary>The client wants the head alone.</summary>
    public bool Head { get; private init; }

    /// <summary>Its <c>Cache-Control</c>.</summary>
    public CacheDirectives Wants { get; private init; }

    /// <summary>Whether it carries <c>Authorization</c>.</summary>
    public bool Authorized { get; private init; }

    /// <summary>Whether it carries cookies.</summary>
    public bool HasCookies { get; private init; }

    /// <summary>What else tells its answer from others', or null: see <see cref="TellingHeaders"/>.</summary>
    public string? Telling { get; private init; }

    /// <summary>When it arrived, on the gateway's clock: an answer that was fetched since then is new enough for every wish.</summary>
    public long ArrivedMs { get; private init; }

    /// <summary>What is asked when the answer is fetched anew with nobody waiting.</summary>
    public CacheRequest ForRefresh(bool authorized, bool cookies, long nowMs) => this with
    {
        Head = false,
        Wants = default,
        Authorized = authorized,
        HasCookies = cookies,
        ArrivedMs = nowMs,
    };

    /// <summary>
    /// Reads a request; false when it is not for a cache: another method than GET and HEAD, a body (which two servers may frame in two ways), a
    /// range, a condition that only the service can judge, another protocol, a method in disguise, a header that its
    /// <c>Connection</c> keeps from the service, or the wish that nothing be stored.
    /// </summary>
    public static bool TryRead(Exchange exchange, out CacheRequest read)
    {
        read = default;
        var method = exchange.Request.Method;
        var head = method == "HEAD";
        if ((!head && method != "GET") || exchange.Body.Present || exchange.IsUpgrade || (exchange.Traits & RequestTraits.Grpc) != 0)
            return false;
        var headers = exchange.Request.Headers;
        if (headers.Range.Count > 0 || headers.IfRange.Count > 0 || headers.IfMatch.Count > 0 || headers.IfUnmodifiedSince.Count > 0)
            return false;
        if (headers.Connection.Count > 0 && HeaderRules.TakesAway(headers.Connection))
            return false;
        var control = headers.CacheControl;
        var wants = control.Count > 0 ? CacheDirectives.Parse(control)
            : headers.Pragma.Count > 0 && headers.Pragma.ToString().Contains("no-cache", StringComparison.OrdinalIgnoreCase) ? new CacheDirectives { NoCache = true }
            : default;
        if (wants.NoStore || !TellingHeaders.TryRead(exchange, out var telling))
            return false;
        read = new CacheRequest
        {
            Head = head,
            Wants = wants,
            Authorized = !StringValues.IsNullOrEmpty(headers.Authorization),
            HasCookies = !StringValues.IsNullOrEmpty(headers.Cookie),
            Telling = telling,
            ArrivedMs = exchange.StartedMs,
        };
        return true;
    }
}
