using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Caching;

/// <summary>The headers with which a stored answer is asked for anew behind a request that it was served to.</summary>
internal static class RefreshHeaders
{
    /// <summary>
    /// Those of the request, without what speaks of the one answer that its client got, and without credentials that the stored answer does not
    /// depend on: they would make the new one private.
    /// </summary>
    public static HeaderDictionary Of(Exchange exchange, in CacheRequest refresh)
    {
        var from = exchange.Request.Headers;
        var headers = new HeaderDictionary();
        foreach (var (name, value) in from)
            headers[name] = value;
        headers.Remove("If-None-Match");
        headers.Remove("If-Modified-Since");
        headers.Remove("Cache-Control");
        headers.Remove("Pragma");
        headers.Remove("Expect");
        if (!refresh.HasCookies)
            headers.Remove("Cookie");
        if (!refresh.Authorized)
            headers.Remove("Authorization");
        return headers;
    }
}
