using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Perdure.Console.Security.Sessions;

/// <summary>A browser that has signed in with a token. Thread-safe.</summary>
/// <param name="key">The hash of its id, which only the browser has.</param>
/// <param name="token">The token, which it ends with.</param>
/// <param name="csrf">What changes have to send along.</param>
/// <param name="openedAt">When it began, as a timestamp of the book's clock.</param>
internal sealed class AdminSession(string key, TokenEntry token, string csrf, long openedAt)
{
    private long _usedAt = openedAt;

    /// <summary>The hash of its id.</summary>
    public string Key { get; } = key;

    /// <summary>The token that it was opened with.</summary>
    public TokenEntry Token { get; } = token;

    /// <summary>The CSRF token.</summary>
    public string Csrf { get; } = csrf;

    /// <summary>When it began.</summary>
    public long OpenedAt { get; } = openedAt;

    /// <summary>When it was last used.</summary>
    public long UsedAt
    {
        get => Volatile.Read(ref _usedAt);
        set => Volatile.Write(ref _usedAt, value);
    }

    /// <summary>Whether a change came with the CSRF token. In constant time.</summary>
    public bool Meant(StringValues header) =>
        header is [{ } sent] && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(Csrf));
}
