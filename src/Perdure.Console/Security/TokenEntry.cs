using System.Security.Cryptography;

namespace Perdure.Console.Security;

/// <summary>A token in force: its hash, and who it stands for. Immutable.</summary>
/// <param name="Hash">SHA-256 of the token.</param>
/// <param name="Caller">Whose it is.</param>
internal sealed record TokenEntry(byte[] Hash, AdminCaller Caller)
{
    /// <summary>Whether the other one is the same token of the same name and role. In constant time as to the hash.</summary>
    public bool Is(TokenEntry other) => CryptographicOperations.FixedTimeEquals(Hash, other.Hash) && Caller == other.Caller;
}
