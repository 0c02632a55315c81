using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>Orders keys by the bytes of their UTF-8, as etcd does, without making these bytes.</summary>
internal sealed class KeyOrder : IComparer<string>, IComparer<Entry>
{
    /// <summary>The only one.</summary>
    public static readonly KeyOrder Instance = new();

    private KeyOrder()
    {
    }

    /// <inheritdoc/>
    public int Compare(Entry? x, Entry? y) => Compare(x!.Key, y!.Key);

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var at = x.AsSpan().CommonPrefixLength(y);
        if (at == x!.Length || at == y!.Length) return x.Length - y!.Length;
        return Rank(x[at]) - Rank(y[at]);
    }

    // UTF-16 puts the characters beyond the basic plane (surrogates, D800 to DFFF) before E000 to FFFF, UTF-8 after them.
    private static int Rank(char character) => character switch
    {
        < '\uD800' => character,
        >= '\uE000' => character - 0x800,
        _ => character + 0x2000,
    };
}
