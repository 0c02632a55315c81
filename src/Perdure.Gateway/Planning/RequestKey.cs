using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Planning;

/// <summary>
/// What tells one client or user from another: an address as it is, the value of a header or cookie by its SHA-256, so that nobody can choose a
/// value that counts as another's. Requests without the header or cookie are told apart by their address. Allocates nothing. Thread-safe.
/// </summary>
internal sealed class RequestKey
{
    public static readonly RequestKey ClientAddress = new(HashKeySource.Path, "");

    /// <summary>All requests are one.</summary>
    public static readonly RequestKey One = new(HashKeySource.Path, "");

    private readonly HashKeySource _source;
    private readonly string _name;

    private RequestKey(HashKeySource source, string name)
    {
        _source = source;
        _name = name;
    }

    public static RequestKey Of(HashKey? key) => key is null ? ClientAddress : new RequestKey(key.Source, key.Name!);

    public static RequestKey Of(RateLimitKey key) => key.Source switch
    {
        RateLimitKeySource.Header => new RequestKey(HashKeySource.Header, key.Header!),
        RateLimitKeySource.Route => One,
        _ => ClientAddress,
    };

    public UInt128 Read(Exchange exchange)
    {
        if (ReferenceEquals(this, One))
            return 0;
        if (_name.Length == 0)
            return ClientKey.Of(exchange.Client);
        var headers = exchange.Request.Headers;
        if (_source == HashKeySource.Header)
        {
            var value = headers[_name];
            return StringValues.IsNullOrEmpty(value) ? ClientKey.Of(exchange.Client) : Hash(value.Count == 1 ? value[0] : value.ToString());
        }

        return TryFindCookie(headers.Cookie, out var cookie) ? Hash(cookie) : ClientKey.Of(exchange.Client);
    }

    private bool TryFindCookie(in StringValues cookies, out ReadOnlySpan<char> found)
    {
        foreach (var header in cookies)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan()[range].Trim();
                if (pair.Length <= _name.Length + 1 || pair[_name.Length] != '=' || !pair.StartsWith(_name, StringComparison.Ordinal))
                    continue;
                found = pair[(_name.Length + 1)..];
                return true;
            }
        }

        found = default;
        return false;
    }

    // Never the key of an address, whose upper half is small.
    private static UInt128 Hash(ReadOnlySpan<char> value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(value), hash);
        return new UInt128(BinaryPrimitives.ReadUInt64BigEndian(hash) | (1UL << 63), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }
}
