using System.Text;

namespace Perdure.Telemetry.Incidents;

/// <summary>Texts of others inside a markdown document: they say what they say and are nothing but text. Pure.</summary>
public static class MarkdownText
{
    private const string Special = "\\`*_[]<>|~#$";

    /// <summary>A text on one line, with what markdown would read as something else made harmless.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var safe = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (character is '\n' or '\t' or '\u2028' or '\u2029')
                safe.Append(' ');
            else if (char.IsControl(character))
                continue;
            else if (character == '&')
                safe.Append("&amp;");
            else if (Special.Contains(character, StringComparison.Ordinal))
                safe.Append('\\').Append(character);
            else
                safe.Append(character);
        }

        return safe.ToString().Trim();
    }
}
