using System.Globalization;

namespace Perdure.Model.Shapes;

/// <summary>The values of alerting rules, and of those who are told.</summary>
internal static class AlertTexts
{
    internal const string LabelPattern = "^[A-Za-z_][A-Za-z0-9_]{0,99}$";
    private const int MaxUrlLength = 2_000;

    /// <summary>What a signal is compared with: its unit is that of the text.</summary>
    public static ScalarShape<AlertBound> Bound { get; } = new(
        "a percentage, a duration or a number",
        default,
        (text, _) => ParseBound(text),
        () => Scalar.Text("^[0-9]+(\\.[0-9]+)?%?$|^([0-9]+(h|m|s|ms|us))+$"));

    /// <summary>The name of a signal.</summary>
    public static ScalarShape<AlertSignal> Signal { get; } = Choices.Of([.. AlertSignals.All.Select(info => (info.Name, info.Signal))]);

    /// <summary>The name of a label.</summary>
    public static ScalarShape<string> Label { get; } = new(
        "the name of a label",
        "placeholder",
        (text, _) => IsLabel(text) ? Parsed<string>.Good(text) : Parsed<string>.Bad("letters, digits and underscores, no digit first"),
        () => Scalar.Text(LabelPattern));

    /// <summary>Where what to do is written down: a url, or a path.</summary>
    public static ScalarShape<string> Runbook { get; } = new(
        "a url or a path",
        "placeholder",
        (text, context) => IsUrl(text) ? Parsed<string>.Good(text)
            : text.Length is 0 or > MaxUrlLength || text.Any(char.IsControl) ? Parsed<string>.Bad()
            : Parsed<string>.Good(Path.GetFullPath(text, context.BaseDirectory)),
        () => Scalar.Text(null));

    /// <summary>A url to post to. Its path and query are often a secret.</summary>
    public static ScalarShape<Uri> Webhook { get; } = new(
        "a url such as http://127.0.0.1:9099/alerts",
        new Uri("http://127.0.0.1:1"),
        (text, _) => ParseWebhook(text),
        () => Scalar.Strict("^[Hh][Tt][Tt][Pp][Ss]?://[^#@]+$")) { IsSecret = true };

    /// <summary>A token that a header can carry. Standing in the file itself is a warning.</summary>
    public static ScalarShape<string> Token { get; } = new(
        "a secret",
        "",
        (text, _) => text.Length is 0 or > 4_096 || text.Any(c => c is <= ' ' or > '~')
            ? Parsed<string>.Bad(null, text.Length == 0 ? "an empty text" : "a text that a header can't carry")
            : Parsed<string>.Good(text),
        () => Scalar.Text(null)) { IsSecret = true, WarnsInClear = true };

    /// <summary>Whether a text can be the name of a label, as Prometheus has it.</summary>
    public static bool IsLabel(string text) =>
        text.Length is > 0 and <= Texts.MaxNameLength && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static bool IsUrl(string text) =>
        text.Length <= MaxUrlLength && Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    private static Parsed<Uri> ParseWebhook(string text) =>
        !IsUrl(text) ? Parsed<Uri>.Bad(null, "a text that is no url of http or https")
        : new Uri(text) is var url && url.UserInfo.Length > 0 ? Parsed<Uri>.Bad(null, "a url with a user; a token goes into token")
        : url.Fragment.Length > 0 ? Parsed<Uri>.Bad(null, "a url with a #")
        : Parsed<Uri>.Good(url);

    private static Parsed<AlertBound> ParseBound(string text)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint;
        var digits = text.TrimEnd('%');
        if (digits.Length is > 0 and <= 12 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1]) && text.Length - digits.Length <= 1
            && double.TryParse(digits, Style, CultureInfo.InvariantCulture, out var number))
        {
            return digits.Length == text.Length ? Parsed<AlertBound>.Good(new AlertBound(AlertUnit.Count, number))
                : number <= 100 ? Parsed<AlertBound>.Good(new AlertBound(AlertUnit.Ratio, number / 100))
                : Parsed<AlertBound>.Bad("at most 100%");
        }

        var duration = Durations.Parse(text);
        return duration.Ok ? Parsed<AlertBound>.Good(new AlertBound(AlertUnit.Seconds, duration.Value.TotalSeconds)) : Parsed<AlertBound>.Bad("write it like 5%, 250ms or 10");
    }
}
