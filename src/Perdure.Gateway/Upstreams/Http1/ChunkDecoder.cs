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

    /// <summary>
    /// Finds what comes next in <paramref name="bytes"/>: <paramref name="piece"/> is the data or the line of the trailers.
    /// <paramref name="consumed"/> counts all bytes up to the end of the piece, in every case.
    /// </summary>
    public ChunkPart Next(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> piece, out int consumed)
    {
        consumed = 0;
        piece = default;
        while (_state != State.Done)
        {
            var rest = bytes[consumed..];
            if (_state == State.Data)
            {
                if (rest.IsEmpty)
                    return ChunkPart.NeedMore;
                piece = rest[..(int)Math.Min(rest.Length, _left)];
                consumed += piece.Length;
                _left -= piece.Length;
                if (_left == 0)
                    _state = State.DataEnd;
                return ChunkPart.Data;
            }

            var end = rest.IndexOf((byte)'\n');
            // A line is too long or not, however its bytes arrive.
            if ((end < 0 ? rest.Length : end) > MaxLine)
                return ChunkPart.Bad;
            if (end < 0)
                return ChunkPart.NeedMore;
            var line = end > 0 && rest[end - 1] == '\r' ? rest[..(end - 1)] : rest[..end];
            consumed += end + 1;
            if (!OnLine(line))
                return ChunkPart.Bad;
            if (_state == State.Trailers && _trailerLines > 0)
            {
                piece = line;
                return ChunkPart.Trailer;
            }
        }

        return ChunkPart.End;
    }

    private bool OnLine(ReadOnlySpan<byte> line)
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
                    _trailerLines++;
                return _trailerLines <= MaxTrailerLines;
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
