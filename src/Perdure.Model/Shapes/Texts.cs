using System.Data.Common;

namespace Perdure.Model.Shapes;

/// <summary>Names, texts, secrets and paths of files.</summary>
internal static class Texts
{
    internal const int MaxNameLength = 100;
    internal const string NamePattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$";
    internal const string NameWhat = "a name of letters, digits, dots, dashes and underscores";

    public static ScalarShape<string> Name { get; } = new(
        NameWhat,
        "placeholder",
        (text, _) => IsName(text) ? Parsed<string>.Good(text) : Parsed<string>.Bad("begin with a letter or digit; at most 100 characters"),
        () => Scalar.Text(NamePattern));

    public static ScalarShape<string> Any { get; } = new(
        "a text",
        "",
        (text, _) => text.Contains('\0', StringComparison.Ordinal)
            ? Parsed<string>.Bad("remove the NUL character")
            : Parsed<string>.Good(text),
        () => Scalar.Text(null));

    public static ScalarShape<string> Secret { get; } = new(
        "a secret",
        "",
        (text, _) => text.Length == 0 || text.Any(c => c is <= ' ' or > '~')
            ? Parsed<string>.Bad(null, text.Length == 0 ? "an empty text" : "a text with spaces or characters that a header can't carry")
            : Parsed<string>.Good(text),
        () => Scalar.Text(null)) { IsSecret = true };

    /// <summary>A password, in whatever characters but control characters. Standing in the file itself is a warning.</summary>
    public static ScalarShape<string> Password { get; } = new(
        "a password",
        "",
        (text, _) => text.Length is 0 or > 1_024 || text.Any(char.IsControl)
            ? Parsed<string>.Bad(null, text.Length == 0 ? "an empty text" : "a text that is too long or has control characters")
            : Parsed<string>.Good(text),
        () => Scalar.Text(null)) { IsSecret = true, WarnsInClear = true };

    /// <summary>How a database is reached, as keys and values; a password in it that stands in the file itself is a warning.</summary>
    public static ScalarShape<string> Connection { get; } = new(
        "a connection such as Host=127.0.0.1;Database=perdure;Username=perdure",
        "Host=placeholder.invalid",
        (text, _) => text.Length is 0 or > 4_096 || text.Any(char.IsControl)
            ? Parsed<string>.Bad(null, text.Length == 0 ? "an empty text" : "a text that is too long or has control characters")
            : Pairs(text) is not { } pairs ? Parsed<string>.Bad(null, "a text that is not made of KEY=VALUE with semicolons between")
            : pairs.ContainsKey("Host") || pairs.ContainsKey("Server") ? Parsed<string>.Good(text)
            : Parsed<string>.Bad(null, "one without Host"),
        () => Scalar.Text(null))
    {
        IsSecret = true,
        WarnsInClear = true,
        HoldsSecret = text => Pairs(text) is { } pairs && (pairs.ContainsKey("Password") || pairs.ContainsKey("Pwd") || pairs.ContainsKey("Psw")),
    };

    /// <summary>What the keys of a store begin with: names after slashes.</summary>
    public static ScalarShape<string> Prefix { get; } = new(
        "a prefix such as /perdure/shop",
        "/placeholder",
        (text, _) => IsPrefix(text) ? Parsed<string>.Good(text)
            : Parsed<string>.Bad(
                IsPrefix("/" + text) ? $"write /{text}"
                : IsPrefix(text.TrimEnd('/')) ? $"write {text.TrimEnd('/')}"
                : "names of letters, digits, dots, dashes and underscores, each after a /; at most 200 characters"),
        () => Scalar.Strict("^(/[A-Za-z0-9._-]+)+$"));

    /// <summary>A path; relative ones start from the directory of the system file.</summary>
    public static ScalarShape<string> FilePath { get; } = new(
        "a path",
        Path.GetPathRoot(Environment.CurrentDirectory) ?? "/",
        (text, context) => text.Length == 0 || text.Contains('\0', StringComparison.Ordinal)
            ? Parsed<string>.Bad()
            : Parsed<string>.Good(Path.GetFullPath(text, context.BaseDirectory)),
        () => Scalar.Text(null));

    private static DbConnectionStringBuilder? Pairs(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsPrefix(string text) =>
        text.Length is > 1 and <= 200 && text[0] == '/' && text[1..].Split('/').All(part => part.Length > 0 && part.All(IsNameCharacter));

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';

    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(IsNameCharacter);
}
