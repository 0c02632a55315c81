using System.Buffers.Text;

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>Takes a chunked body apart (RFC 9112, section 7.1), piece by piece as it arrives. Pure; one body at a time.</summary>
internal struct ChunkDecoder
{
    private const int MaxLine = 4096;
    private const int MaxTrailerLines = 100;

    private State _state;
    private long _left;
    private int _trailerLines;

    private enum State
    {
        Size,
        Data,
        DataEnd,
        Trailers,
        Done,
    }

    /// <summary>Whether the last chunk and its trailers were seen.</summary>
    public readonly bool IsDone => _state == State.Done;

    /// <summary>
    /// Finds the next piece of data in <paramref name="bytes"/>. Returns <see cref="ParseResult.Done"/> with a piece (perhaps empty, at the
    /// end of the body), <see cref="ParseResult.NeedMore"/> or <see cref="ParseResult.Bad"/>. <paramref name="consumed"/> counts all bytes
    /// up to the end of the piece, in every case.
    /// </summary>
    public ParseResult Next(ReadOnlySpan<byte> bytes, Action<ReadOnlySpan<byte>>? trailer, out ReadOnlySpan<byte> data, out int consumed)
    {
        consumed = 0;
        data = default;
        while (true)
        {
            if (_state == State.Done)
                return ParseResult.Done;
            var rest = bytes[consumed..];
            if (_state == State.Data)
            {
                if (rest.IsEmpty)
                    return ParseResult.NeedMore;
                data = rest[..(int)Math.Min(rest.Length, _left)];
                consumed += data.Length;
                _left -= data.Length;
                if (_left == 0)
                    _state = State.DataEnd;
                return ParseResult.Done;
            }

            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
                return rest.Length > MaxLine ? ParseResult.Bad : ParseResult.NeedMore;
            var line = end > 0 && rest[end - 1] == '\r' ? rest[..(end - 1)] : rest[..end];
            consumed += end + 1;
            if (!OnLine(line, trailer))
                return ParseResult.Bad;
        }
    }

    private bool OnLine(ReadOnlySpan<byte> line, Action<ReadOnlySpan<byte>>? trailer)
    {
        switch (_state)
        {
            case State.Size:
                return OnSize(line);
            case State.DataEnd:
                _state = State.Size;
                return line.IsEmpty;
            default:
                if (line.IsEmpty)
                    _state = State.Done;
                else
                    trailer?.Invoke(line);
                return ++_trailerLines <= MaxTrailerLines;
        }
    }

    private bool OnSize(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var digits = (extension < 0 ? line : line[..extension]).Trim(" \t"u8);
        if (digits.Length is 0 or > 15 || !Utf8Parser.TryParse(digits, out _left, out var read, 'x') || read != digits.Length || _left < 0)
            return false;
        _state = _left == 0 ? State.Trailers : State.Data;
        return true;
    }
}
