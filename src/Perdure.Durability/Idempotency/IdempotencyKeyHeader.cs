namespace Perdure.Durability.Idempotency;

/// <summary>
/// The field <c>Idempotency-Key</c>: a string of structured fields (RFC 9651, 3.3.3), as draft-ietf-httpapi-idempotency-key-header says. Without quotes it is
/// taken as it is, because most clients send it so. Pure.
/// </summary>
public static class IdempotencyKeyHeader
{
    /// <summary>The longest key.</summary>
    public const int CharsMax = 255;

    /// <summary>Reads the key.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="key">The key: 1 to <see cref="CharsMax"/> printable characters of ASCII.</param>
    /// <param name="error">What is wrong with it, for the client to read.</param>
    public static bool TryParse(string value, out string key, out string error)
    {
        var text = value.AsSpan().Trim(" \t");
        (key, error) = ("", "");
        if (text.IsEmpty) return Fails("Idempotency-Key is empty", out error);
        if (text[0] == '"')
        {
            if (!TryUnquote(text, out key)) return Fails("Idempotency-Key is not one quoted string: \"…\", with only \\\" and \\\\ escaped and nothing after it", out error);
        }
        else
        {
            // What could be a second member or a parameter is refused rather than taken for a part of the key.
            if (text.ContainsAny(" \t,;\"")) return Fails("Idempotency-Key without quotes has no spaces, commas, semicolons or quotes", out error);
            key = text.ToString();
        }

        foreach (var c in key)
        {
            if (c is < ' ' or > '~') return Fails("Idempotency-Key has characters that are not printable ASCII", out error);
        }

        return key.Length is > 0 and <= CharsMax || Fails($"Idempotency-Key has 1 to {CharsMax} characters, this one has {key.Length}", out error);
    }

    private static bool TryUnquote(ReadOnlySpan<char> text, out string key)
    {
        key = "";
        var content = new System.Text.StringBuilder(text.Length);
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                key = content.ToString();
                return i == text.Length - 1;
            }

            if (text[i] == '\\' && (++i == text.Length || text[i] is not ('"' or '\\'))) return false;
            content.Append(text[i]);
        }

        return false;
    }

    private static bool Fails(string what, out string error)
    {
        error = what;
        return false;
    }
}
