namespace Perdure.Console.Tests.Stream;

/// <summary>Counts how often something occurs in a text that comes in pieces.</summary>
internal sealed class Occurrences(string what)
{
    private string _end = "";

    /// <summary>How often so far.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the next piece. Returns how often so far.</summary>
    public int Look(string piece)
    {
        var text = _end + piece;
        for (var at = text.IndexOf(what, StringComparison.Ordinal); at >= 0; at = text.IndexOf(what, at + what.Length, StringComparison.Ordinal)) Count++;
        // Too short to hold it once more.
        _end = text.Length < what.Length ? text : text[^(what.Length - 1)..];
        return Count;
    }
}
