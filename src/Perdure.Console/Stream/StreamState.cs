using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Console.Stream;

/// <summary>
/// What the stream last said: each frame is what differs from the one before. Pure: time and values come from outside. For one caller at a time.
/// </summary>
/// <param name="epoch">Tells the frames of this state from those of others, before a restart or on another node.</param>
internal sealed class StreamState(string epoch)
{
    /// <summary>How many frames are kept for those who come back.</summary>
    public const int FramesMax = 60;

    /// <summary>How many events a snapshot has.</summary>
    public const int EventsMax = 200;

    private readonly Dictionary<string, StreamValue> _values = [];
    private readonly Queue<StreamFrame> _frames = new();
    private readonly Queue<byte[]> _events = new();
    private readonly List<byte[]> _newEvents = [];
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly ArrayBufferWriter<byte> _set = new();
    private Utf8JsonWriter? _writer;
    private string _open = "";
    private DateTimeOffset _at;
    private long _seq;
    private (long Seq, ReadOnlyMemory<byte> Bytes) _snapshot;

    /// <summary>The number of the newest frame; 0 before the first.</summary>
    public long Seq => _seq;

    /// <summary>Says of a key what it is just now. Keys of which this frame says nothing are gone.</summary>
    public void Set<T>(string key, T value, JsonTypeInfo<T> type)
    {
        JsonSerializer.Serialize(Open(key), value, type);
        Close();
    }

    /// <summary>The same, for a value that is written out until <see cref="Close"/>.</summary>
    public Utf8JsonWriter Open(string key)
    {
        _open = key;
        _value.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_value);
        _writer.Reset(_value);
        return _writer;
    }

    /// <summary>Ends the value.</summary>
    public void Close()
    {
        _writer!.Flush();
        if (!_values.TryGetValue(_open, out var value))
            _values[_open] = value = new StreamValue(_open);
        value.SeenIn = _seq + 1;
        if (!value.Set(_value.WrittenSpan))
            return;
        Write(_set, _set.WrittenCount == 0 ? "\""u8 : ",\""u8, value.Key.EncodedUtf8Bytes, "\":"u8, value.Json);
    }

    /// <summary>Something that happened.</summary>
    public void Add<T>(T happened, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(happened, type);
        _newEvents.Add(json);
        _events.Enqueue(json);
        if (_events.Count > EventsMax)
            _events.Dequeue();
    }

    /// <summary>Ends the frame.</summary>
    public StreamFrame End(DateTimeOffset at)
    {
        _seq++;
        _at = at;
        var gone = _values.Where(value => value.Value.SeenIn != _seq).Select(value => value.Key).ToList();
        foreach (var key in gone)
            _values.Remove(key);
        var frame = new StreamFrame(_seq, Event("delta", to => to.Write(_set.WrittenSpan), gone, _newEvents.TakeLast(EventsMax)));
        _set.ResetWrittenCount();
        _newEvents.Clear();
        _frames.Enqueue(frame);
        if (_frames.Count > FramesMax)
            _frames.Dequeue();
        return frame;
    }

    /// <summary>Everything as of the newest frame, as one event.</summary>
    public ReadOnlyMemory<byte> Snapshot()
    {
        if (_snapshot.Seq != _seq)
            _snapshot = (_seq, Event("snapshot", WriteAll, [], _events));
        return _snapshot.Bytes;
    }

    /// <summary>The frames after one that somebody has; null when they are not kept any more, or were never there.</summary>
    public IReadOnlyList<StreamFrame>? After(long seq) =>
        seq < 0 || seq > _seq || seq < _seq - _frames.Count ? null : [.. _frames.Where(frame => frame.Seq > seq)];

    /// <summary>The number of a frame of this state by the id of its event; null for anything else.</summary>
    public long? SeqOf(string id) =>
        id.Length > epoch.Length + 1 && id[epoch.Length] == '-' && id.StartsWith(epoch, StringComparison.Ordinal) &&
        long.TryParse(id.AsSpan(epoch.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? seq
            : null;

    private void WriteAll(ArrayBufferWriter<byte> to)
    {
        var first = true;
        foreach (var value in _values.Values)
        {
            Write(to, first ? "\""u8 : ",\""u8, value.Key.EncodedUtf8Bytes, "\":"u8, value.Json);
            first = false;
        }
    }

    private byte[] Event(string name, Action<ArrayBufferWriter<byte>> writeSet, IReadOnlyList<string> gone, IEnumerable<byte[]> events)
    {
        var to = new ArrayBufferWriter<byte>(1024 + _set.WrittenCount);
        WriteText(to, $"id: {epoch}-{_seq}\nevent: {name}\ndata: {{\"at\":\"{_at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\",\"set\":{{");
        writeSet(to);
        to.Write("},\"gone\":["u8);
        for (var at = 0; at < gone.Count; at++)
            Write(to, at == 0 ? "\""u8 : ",\""u8, JsonEncodedText.Encode(gone[at]).EncodedUtf8Bytes, "\""u8, default);
        to.Write("],\"events\":["u8);
        var first = true;
        foreach (var happened in events)
        {
            Write(to, first ? default : ","u8, happened, default, default);
            first = false;
        }

        to.Write("]}\n\n"u8);
        return to.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> one, ReadOnlySpan<byte> two, ReadOnlySpan<byte> three, ReadOnlySpan<byte> four)
    {
        to.Write(one);
        to.Write(two);
        to.Write(three);
        to.Write(four);
    }

    private static void WriteText(ArrayBufferWriter<byte> to, string text) => to.Write(Encoding.UTF8.GetBytes(text));
}
