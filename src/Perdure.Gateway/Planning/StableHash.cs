namespace Perdure.Gateway.Planning;

/// <summary>
/// A hash that is the same on every node and in every run, so that all gateways send a key to the same instance: FNV-1a
/// (Fowler, Noll, Vo) with a finishing mix. Not for secrets.
/// </summary>
internal static class StableHash
{
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in bytes)
            hash = (hash ^ value) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        return hash ^ (hash >> 33);
    }
}
