using System.Text;

namespace Perdure.Supervision.Output;

/// <summary>Cuts a stream of characters into lines of bounded length. Not thread-safe.</summary>
/// <param name="maxLength">Longest line; what is beyond it is dropped and the line is marked.</param>
/// <param name="line">Receives each line without its end; empty lines aren't reported.</param>
internal sealed class LineSplitter(int maxLength, Action<string> line)
{
    /// <summary>Stands at the end of a line that was cut.</summary>
    public const string CutMark = " … (cut)";

    private readonly StringBuilder _line = new();
    private bool _cut;

    /// <summary>Takes the next characters.</summary>
    public void Push(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('\n') is >= 0 and var end)
        {
            Append(text[..end]);
            Complete();
            text = text[(end + 1)..];
        }
        Append(text);
    }

    /// <summary>The stream has ended: reports a last line without an end.</summary>
    public void Complete()
    {
        if (_line is [.., '\r']) _line.Length--;
        if (_cut) _line.Append(CutMark);
        if (_line.Length > 0) line(_line.ToString());
        _line.Clear();
        _cut = false;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        var room = maxLength - _line.Length;
        if (text.Length > room)
        {
            _cut = true;
            text = text[..room];
        }
        _line.Append(text);
    }
}
