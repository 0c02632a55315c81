using System.Globalization;

namespace Perdure.Gateway.Answers;

/// <summary>Statuses as texts, made once each.</summary>
internal static class StatusText
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 600).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The status in digits.</summary>
    public static string Of(int status) => (uint)status < (uint)Texts.Length ? Texts[status] : status.ToString(CultureInfo.InvariantCulture);
}
