using System.Text.Json;

namespace Perdure.Console.Stream;

/// <summary>What one key of the stream last said.</summary>
internal sealed class StreamValue(string key)
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>The key between its quotes.</summary>
    public JsonEncodedText Key { get; } = JsonEncodedText.Encode(key);

    /// <summary>The frame that it was last part of.</summary>
    public long SeenIn { get; set; }

    /// <summary>The value as JSON.</summary>
    public ReadOnlySpan<byte> Json => _bytes.AsSpan(0, _length);

    /// <summary>Takes a value in; false when it is the same as before.</summary>
    public bool Set(ReadOnlySpan<byte> json)
    {
        if (json.SequenceEqual(Json))
            return false;
        // Values keep about their size: with some room over, most changes need no memory.
        if (json.Length > _bytes.Length)
            _bytes = new byte[json.Length + (json.Length / 8)];
        json.CopyTo(_bytes);
        _length = json.Length;
        return true;
    }
}
