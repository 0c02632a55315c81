using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;

namespace Perdure.Gateway.Poison;

/// <summary>
/// By what a request is known again: method, path and query, who asks (<c>Authorization</c>, <c>Cookie</c>) and the first 4 KiB of the body. Two that
/// agree in all of it are taken for the same; what differs in anything is not judged by the other.
/// </summary>
internal static class RequestFingerprint
{
    private const int BodyBytes = 4096;

    /// <summary>The fingerprint; null for a request whose body is not held, which can't be told from others to the same place.</summary>
    public static ulong? Of(Exchange exchange)
    {
        if (!exchange.Body.TryGetWhole(out var body))
            return null;
        var headers = exchange.Request.Headers;
        var hash = Mix(Of(exchange.Request.Method), Of(exchange.Target));
        hash = Of(hash, headers.Authorization);
        hash = Of(hash, headers.Cookie);
        hash = Mix(hash, (ulong)body.Length);
        return Mix(hash, StableHash.Of(body.Span[..Math.Min(body.Length, BodyBytes)]));
    }

    private static ulong Of(string text) => StableHash.Of(MemoryMarshal.AsBytes(text.AsSpan()));

    private static ulong Of(ulong hash, in StringValues values)
    {
        foreach (var value in values)
            hash = Mix(hash, Of(value ?? ""));
        return Mix(hash, (ulong)values.Count);
    }

    private static ulong Mix(ulong hash, ulong part)
    {
        hash = (hash ^ part) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }
}
