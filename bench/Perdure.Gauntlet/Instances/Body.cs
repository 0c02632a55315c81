namespace Perdure.Gauntlet.Instances;

/// <summary>The body that an answer of a given size has, so that a client can tell whether it got all of it.</summary>
public static class Body
{
    /// <summary>Largest body in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly byte[] Pattern = CreatePattern();

    /// <summary>The bytes of a body of <paramref name="size"/> bytes.</summary>
    public static ReadOnlyMemory<byte> Of(int size) => Pattern.AsMemory(0, Math.Clamp(size, 0, MaxBytes));

    private static byte[] CreatePattern()
    {
        var bytes = new byte[MaxBytes];
        // A period that is no power of two, so that a lost or repeated block can't go unseen.
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)('a' + i % 251 % 26);
        return bytes;
    }
}
