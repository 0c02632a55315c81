using System.Text;

namespace Perdure.Telemetry.Runbooks;

/// <summary>Splits a command as a shell would, when there is nothing in it that only a shell understands. Pure.</summary>
internal static class CommandWords
{
    private const int LengthMax = 1_000;
    private const string ShellOnly = "|;&$<>`\\(){}*?!#~\n\r";

    /// <summary>The words; null when a shell would do more than run one program with them.</summary>
    public static List<string>? Split(string command)
    {
        if (command.Length > LengthMax)
            return null;
        var (words, word, quote) = (new List<string>(), new StringBuilder(), '\0');
        var inWord = false;
        foreach (var character in command)
        {
            if (quote != '\0')
            {
                if (character == quote)
                    quote = '\0';
                else if (quote == '"' && character is '$' or '`' or '\\')
                    return null;
                else
                    word.Append(character);
            }
            else if (character is '"' or '\'')
            {
                (quote, inWord) = (character, true);
            }
            else if (character is ' ' or '\t')
            {
                if (inWord)
                    words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
            else if (char.IsControl(character) || (ShellOnly.Contains(character, StringComparison.Ordinal) && !IsOperator(character, word)))
            {
                return null;
            }
            else
            {
                word.Append(character);
                inWord = true;
            }
        }

        if (quote != '\0')
            return null;
        if (inWord)
            words.Add(word.ToString());
        return words;
    }

    // The conditions of silences are written without quotes in examples: severity!=critical, service=~pay.
    private static bool IsOperator(char character, StringBuilder word) => (character == '!' && word.Length > 0) || (character == '~' && word.Length > 0 && word[^1] is '=' or '!');
}
