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

    private readonly ImmutableArray<TokenEntry> _entries;

    /// <summary>Takes the tokens of the system file; an empty array means that only this machine is answered.</summary>
    public TokenTable(ImmutableArray<AdminToken> tokens)
    {
        _entries = [.. tokens.Select(token => new TokenEntry(Hash(token.Token), new AdminCaller(token.Name, token.Role)))];
    }

    /// <summary>Whether the file configures no token at all.</summary>
    public bool IsEmpty => _entries.IsEmpty;

    /// <summary>The entry of a token, or null.</summary>
    public TokenEntry? Find(string token)
    {
        if (token.Length is 0 or > TokenLengthMax)
            return null;
        var hash = Hash(token);
        TokenEntry? found = null;
        foreach (var entry in _entries)
        {
            // No early exit: every entry is compared whatever came before.
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash))
                found ??= entry;
        }

        return found;
    }

    /// <summary>Whether an entry of this table or of one before it is in force here, with the same name and role.</summary>
    public bool Has(TokenEntry entry) => _entries.Any(entry.Is);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
