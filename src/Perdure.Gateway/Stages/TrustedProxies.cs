using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Stages;

/// <summary>
/// Whose word about the client is taken: <c>X-Forwarded-*</c> and <c>Forwarded</c> from these addresses are kept and added to, from all
/// others replaced. Thread-safe.
/// </summary>
internal sealed class TrustedProxies(ImmutableArray<IPNetwork> networks)
{
    /// <summary>Whether an address is trusted.</summary>
    public bool Contains(IPAddress address)
    {
        if (networks.IsDefaultOrEmpty)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in networks)
        {
            if (network.Contains(plain))
                return true;
        }

        return false;
    }

    /// <summary>The client's address and what to tell the instance; <paramref name="last"/> is used again while nothing changed.</summary>
    public (IPAddress Client, ForwardedValues Values) Describe(ForwardedValues last, IHttpRequestFeature request, IPAddress peer, bool isTrusted)
    {
        var host = request.Headers.Host.ToString();
        if (!isTrusted || !SaysAnything(request.Headers))
        {
            // The peer and the scheme of a connection do not change, so its last values are right as long as the host is the same.
            if (!isTrusted && last.Host == host && last.Proto == request.Scheme && last.IsOwn)
                return (peer, last);
            var address = Text(peer);
            return (peer, new ForwardedValues(address, request.Scheme, host, $"for={Node(peer)};host=\"{Quoted(host)}\";proto={request.Scheme}") { IsOwn = true });
        }

        var headers = request.Headers;
        var chain = headers["X-Forwarded-For"].ToString();
        var proto = headers["X-Forwarded-Proto"] is [{ Length: > 0 } givenProto] ? givenProto : request.Scheme;
        var outer = headers["X-Forwarded-Host"] is [{ Length: > 0 } givenHost] ? givenHost : host;
        var before = headers["Forwarded"].ToString();
        var own = $"for={Node(peer)};host=\"{Quoted(host)}\";proto={request.Scheme}";
        return (ClientOf(chain, peer), new ForwardedValues(chain.Length > 0 ? $"{chain}, {Text(peer)}" : Text(peer), proto, outer, before.Length > 0 ? $"{before}, {own}" : own));
    }

    private static bool SaysAnything(IHeaderDictionary headers) =>
        headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("X-Forwarded-Proto") || headers.ContainsKey("X-Forwarded-Host")
        || headers.ContainsKey("Forwarded");

    // From the right, the first address that is not a trusted proxy: whatever stands left of it was written by somebody unknown.
    private IPAddress ClientOf(string chain, IPAddress peer)
    {
        var client = peer;
        var left = chain.AsSpan();
        while (true)
        {
            var comma = left.LastIndexOf(',');
            if (!IPAddress.TryParse(left[(comma + 1)..].Trim(), out var address))
                return client;
            client = address;
            if (comma < 0 || !Contains(address))
                return client;
            left = left[..comma];
        }
    }

    private static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private static string Node(IPAddress address)
    {
        var text = Text(address);
        return text.Contains(':') ? $"\"[{text}]\"" : text;
    }

    private static string Quoted(string host) => host.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
