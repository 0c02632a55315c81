namespace Perdure.Terminal.Top;

/// <summary>Texts of a fixed width, and their colours as terminals take them. Pure.</summary>
internal static class TopText
{
    /// <summary>The style of headers.</summary>
    public const string Bold = "bold";

    /// <summary>Cut or filled up to a width.</summary>
    public static string Fit(string text, int width) => Cut(text, width).PadRight(width);

    /// <summary>Cut to a width; what is cut shows.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : width <= 1 ? text[..Math.Max(0, width)] : text[..(width - 1)] + "…";

    /// <summary>In its colour, by ECMA-48's SGR; as it is without one.</summary>
    public static string Styled(string text, string? style, bool colours)
    {
        var code = style switch { Bold => "1", StateStyle.Good => "32", StateStyle.Fair => "33", StateStyle.Bad => "31;1", _ => null };
        return code is null || !colours ? text : $"\e[{code}m{text}\e[0m";
    }
}
