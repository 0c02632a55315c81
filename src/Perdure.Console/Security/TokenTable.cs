using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Perdure.Model;

namespace Perdure.Console.Security;

/// <summary>
/// The tokens in force, as hashes. A token is compared by hashing both sides and comparing with every entry in constant time, so
/// that the time an answer takes tells nothing about any token. Immutable; a reload puts a new table in place.
/// </summary>
internal sealed class TokenTable
{
    // Longer credentials are refused before they are hashed.
    private const int TokenLengthMax = 512;

    private readonly ImmutableArray<(byte[] Hash, AdminCaller Caller)> _entries;

    /// <summary>Takes the tokens of the system file; an empty array means that only this machine is answered.</summary>
    public TokenTable(ImmutableArray<AdminToken> tokens)
    {
        _entries = [.. tokens.Select(token => (Hash(token.Token), new AdminCaller(token.Name, token.Role)))];
    }

    /// <summary>Whether the file configures no token at all.</summary>
    public bool IsEmpty => _entries.IsEmpty;

    /// <summary>The caller a token stands for, or null.</summary>
    public AdminCaller? Find(string token)
    {
        if (token.Length is 0 or > TokenLengthMax)
            return null;
        var hash = Hash(token);
        AdminCaller? found = null;
        foreach (var (known, caller) in _entries)
        {
            // No early exit: every entry is compared whatever came before.
            if (CryptographicOperations.FixedTimeEquals(hash, known))
                found ??= caller;
        }

        return found;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
