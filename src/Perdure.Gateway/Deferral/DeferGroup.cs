using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Perdure.Gateway.Deferral;

/// <summary>The group of jobs that a header's value stands for: the value itself where it is short and no secret, otherwise its hash. Pure.</summary>
internal static class DeferGroup
{
    private const int ShownChars = 128;

    // What a header is called whose value is nobody's to read.
    private static readonly string[] Secrets = ["auth", "token", "api-key", "apikey", "secret", "session", "password", "credential"];

    /// <summary>The group; null when the request has no such header, or an empty one.</summary>
    public static string? Of(string header, in StringValues values)
    {
        var value = values.ToString();
        if (value.Length == 0)
            return null;
        var secret = header.Equals("Cookie", StringComparison.OrdinalIgnoreCase) || Secrets.Any(word => header.Contains(word, StringComparison.OrdinalIgnoreCase));
        // A value that looks like a hash must not count as another's.
        return !secret && value.Length <= ShownChars && value.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !value.StartsWith("sha256:", StringComparison.Ordinal)
            ? value
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
    }
}
