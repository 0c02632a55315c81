namespace Perdure.Terminal;

/// <summary>Texts that others wrote, on somebody's terminal.</summary>
internal static class PlainText
{
    /// <summary>On one line, and without anything that steers a terminal.</summary>
    public static string Line(string text) => string.Concat(text.Select(character => character is '\n' or '\t' ? ' ' : character).Where(character => !char.IsControl(character)));

    /// <summary>The same, with its lines.</summary>
    public static string Lines(string text) => string.Concat(text.Where(character => character is '\n' or '\t' || !char.IsControl(character)));
}
