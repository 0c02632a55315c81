using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Exchanges;
using Perdure.Model;

namespace Perdure.Gateway.Planning;

/// <summary>Finds the key by which ip-hash and consistent-hash choose an instance, and hashes it. Thread-safe.</summary>
internal sealed class HashKeyReader
{
    public static readonly HashKeyReader ClientAddress = new(null);

    private readonly HashKey? _key;

    private HashKeyReader(HashKey? key) => _key = key;

    public static HashKeyReader Of(HashKey? key) => key is null ? ClientAddress : new HashKeyReader(key);

    /// <summary>The hash of the key; of the client's address when the request does not carry the key.</summary>
    public ulong Read(Exchange exchange)
    {
        var text = _key?.Source switch
        {
            HashKeySource.Header => exchange.Request.Headers[_key.Name!].ToString(),
            HashKeySource.Cookie => CookieOf(exchange.Request.Headers, _key.Name!),
            HashKeySource.Path => exchange.Request.Path,
            _ => "",
        };
        if (text.Length > 0)
            return StableHash.Of(MemoryMarshal.AsBytes(text.AsSpan()));
        Span<byte> address = stackalloc byte[16];
        return exchange.Client.TryWriteBytes(address, out var length) ? StableHash.Of(address[..length]) : 0;
    }

    private static string CookieOf(IHeaderDictionary headers, string name)
    {
        foreach (var header in headers.Cookie)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan()[range].Trim();
                if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal))
                    return pair[(name.Length + 1)..].ToString();
            }
        }

        return "";
    }
}
