using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Planning;
using Perdure.Model;

namespace Perdure.Gateway.Idempotency;

/// <summary>
/// Whose key it is: system, route and caller. Credentials are in it as a hash only: 128 bits of SHA-256, with the system and the route before it so
/// that equal credentials look different elsewhere. Thread-safe.
/// </summary>
internal sealed class IdempotencyScope(string system, string route, IdempotencyCaller caller)
{
    private const string Nobody = "nobody";
    private readonly string _start = $"{system}/{route}/";
    private readonly string? _header = caller.Source switch
    {
        IdempotencyCallerSource.Authorization => "Authorization",
        IdempotencyCallerSource.Header => caller.Header,
        _ => null,
    };

    /// <summary>The scope of a request; names have no slash in them, so no two can be read as one.</summary>
    public string Of(Exchange exchange)
    {
        if (caller.Source == IdempotencyCallerSource.ClientAddress)
            return string.Create(CultureInfo.InvariantCulture, $"{_start}address/{ClientKey.Of(exchange.Client):x}");
        if (_header is null)
            return _start + "all";
        var value = exchange.Request.Headers[_header];
        return StringValues.IsNullOrEmpty(value) ? _start + Nobody : $"{_start}hash/{HashOf(_start + value)}";
    }

    private static string HashOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
