using System.Text;

namespace Perdure.Model.Reading;

/// <summary>Shows a piece of the file inside a message: in quotes, on one line, not too long.</summary>
internal static class Quoted
{
    public static string Text(string text, int maxLength = 60)
    {
        var shown = new StringBuilder("\"");
        for (var i = 0; i < text.Length && i < maxLength; i++)
        {
            // Control characters would break the line or the terminal; halves of surrogate pairs can't be written out.
            _ = char.IsControl(text[i]) || (char.IsSurrogate(text[i]) && !IsPaired(text, i))
                ? shown.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}")
                : shown.Append(text[i]);
        }

        return shown.Append(text.Length > maxLength ? "…\"" : "\"").ToString();
    }

    private static bool IsPaired(string text, int i) =>
        char.IsHighSurrogate(text[i])
            ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
            : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
