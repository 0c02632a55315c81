using System.Text;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>
/// The head of an answer. Belongs to a connection and is filled anew for each answer; texts that are the same as last time (most of
/// an instance's headers) are not made again.
/// </summary>
internal sealed class ResponseHead
{
    /// <summary>Header lines taken at most.</summary>
    public const int MaxHeaders = 200;

    private string[] _names = new string[16];
    private string[] _values = new string[16];
    private bool[] _hop = new bool[16];

    public int Status { get; set; }

    public string? Reason { get; set; }

    /// <summary>Header lines.</summary>
    public int Count { get; private set; }

    /// <summary>The body's length, if the head tells it.</summary>
    public long? Length { get; set; }

    /// <summary>Whether the body comes in chunks.</summary>
    public bool Chunked { get; set; }

    /// <summary>Whether the connection ends with this answer.</summary>
    public bool Close { get; set; }

    /// <summary>Whether the answer begins with a version below 1.1.</summary>
    public bool Old { get; set; }

    /// <summary>The value of <c>Connection</c>, all lines joined, or null.</summary>
    public string? Connection { get; set; }

    public string Name(int at) => _names[at];

    public string Value(int at) => _values[at];

    /// <summary>Whether a line stays on this hop.</summary>
    public bool IsHop(int at) => _hop[at];

    public void Reset()
    {
        Count = 0;
        Status = 0;
        Length = null;
        Chunked = Close = Old = false;
        Connection = null;
    }

    /// <summary>Adds a line; false when there are too many.</summary>
    public bool TryAdd(string name, ReadOnlySpan<byte> value, bool hop)
    {
        if (Count == MaxHeaders)
            return false;
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Count * 2);
            Array.Resize(ref _values, Count * 2);
            Array.Resize(ref _hop, Count * 2);
        }

        _names[Count] = name;
        _hop[Count] = hop;
        _values[Count] = Same(_values[Count], value) ? _values[Count] : Encoding.Latin1.GetString(value);
        Count++;
        return true;
    }

    /// <summary>Sets the reason phrase, using the last one again when it is the same.</summary>
    public void SetReason(ReadOnlySpan<byte> reason)
    {
        if (!Same(Reason, reason))
            Reason = Encoding.Latin1.GetString(reason);
    }

    /// <summary>The first value of a header, or null.</summary>
    public string? Find(string name)
    {
        for (var at = 0; at < Count; at++)
        {
            if (_names[at].Equals(name, StringComparison.OrdinalIgnoreCase))
                return _values[at];
        }

        return null;
    }

    private static bool Same(string? text, ReadOnlySpan<byte> bytes) => text is not null && text.Length == bytes.Length && Ascii.Equals(bytes, text);
}
