using Microsoft.Extensions.Primitives;

namespace Perdure.Console.Security;

/// <summary>Reads <c>Authorization: Bearer …</c> (RFC 6750, section 2.1).</summary>
internal static class BearerCredentials
{
    private const string Scheme = "Bearer ";

    /// <summary>The token, or null when the header is absent, repeated or of another scheme.</summary>
    public static string? Read(StringValues authorization) =>
        authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;
}
