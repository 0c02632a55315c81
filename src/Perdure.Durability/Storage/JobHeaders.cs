using System.Collections.Immutable;
using System.Text.Json;

namespace Perdure.Durability.Storage;

/// <summary>Headers as engines keep them: a JSON array of names and values in turn. Null for none.</summary>
internal static class JobHeaders
{
    /// <summary>To bytes.</summary>
    public static byte[]? Encode(ImmutableArray<KeyValuePair<string, string>> headers)
    {
        if (headers.IsEmpty) return null;
        var flat = new string[headers.Length * 2];
        for (var i = 0; i < headers.Length; i++) (flat[2 * i], flat[(2 * i) + 1]) = (headers[i].Key, headers[i].Value);
        return JsonSerializer.SerializeToUtf8Bytes(flat, JobHeadersJson.Default.StringArray);
    }

    /// <summary>From bytes; none where they cannot be read.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Decode(byte[]? bytes) => TryDecode(bytes, out var headers) ? headers : [];

    /// <summary>From bytes; false where they are damaged.</summary>
    public static bool TryDecode(byte[]? bytes, out ImmutableArray<KeyValuePair<string, string>> headers)
    {
        headers = [];
        if (bytes is null || bytes.Length == 0) return true;
        try
        {
            if (JsonSerializer.Deserialize(bytes, JobHeadersJson.Default.StringArray) is not { } flat || flat.Length % 2 != 0 || flat.Contains(null)) return false;
            headers = Pairs(flat);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> Pairs(string[] flat)
    {
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(flat.Length / 2);
        for (var i = 0; i + 1 < flat.Length; i += 2) headers.Add(new(flat[i], flat[i + 1]));
        return headers.MoveToImmutable();
    }
}
