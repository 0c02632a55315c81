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

    /// <summary>From bytes.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Decode(byte[]? bytes)
    {
        if (bytes is null || bytes.Length == 0) return [];
        var flat = JsonSerializer.Deserialize(bytes, JobHeadersJson.Default.StringArray)!;
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(flat.Length / 2);
        for (var i = 0; i + 1 < flat.Length; i += 2) headers.Add(new(flat[i], flat[i + 1]));
        return headers.MoveToImmutable();
    }
}
