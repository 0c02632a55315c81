namespace Perdure.Model.Yaml;

/// <summary>Turns offsets into lines and columns as editors count them: LF, CRLF and CR end a line, nothing else does.</summary>
internal sealed class LineIndex
{
    private readonly string _text;
    private readonly List<int> _starts = [0];

    public LineIndex(string text)
    {
        _text = text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n')))
            {
                _starts.Add(i + 1);
            }
        }
    }

    public int Count => _starts.Count;

    public Mark Locate(long offset)
    {
        var at = (int)Math.Clamp(offset, 0, _text.Length);

        // The end of the file belongs to its last line, not to an empty line that no editor shows.
        if (at == _text.Length && at > 0 && _starts[^1] == at)
        {
            at--;
            at -= at > 0 && _text[at] == '\n' && _text[at - 1] == '\r' ? 1 : 0;
        }

        var line = _starts.BinarySearch(at);
        line = line < 0 ? ~line - 1 : line;
        return new Mark(line + 1, at - _starts[line] + 1);
    }

    /// <summary>The text of a line, from 1, without its end.</summary>
    public ReadOnlySpan<char> Line(int line)
    {
        var start = _starts[line - 1];
        var end = line < _starts.Count ? _starts[line] : _text.Length;
        return _text.AsSpan(start, end - start).TrimEnd("\r\n");
    }
}
