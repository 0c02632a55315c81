using System.Globalization;
using Microsoft.AspNetCore.Http;
using Perdure.Console.Configuration;
using Perdure.Model;

namespace Perdure.Console.Api;

/// <summary>Reads the query of a request about the configuration; the first mistake is kept in <see cref="Problem"/>.</summary>
internal sealed class ConfigurationQuery(IQueryCollection query)
{
    private const int LineLengthMax = 256;
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseMax = TimeSpan.FromHours(24);
    private const double DefaultIncrease = 0.01;

    /// <summary>What is wrong and what to send; null for nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Notes that something is missing or wrong.</summary>
    public void Miss(string name, string expected) => Problem ??= $"{name}: expected {expected}.";

    /// <summary>A version: a whole number, 0 or above; null when it is absent.</summary>
    public long? Version(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return version;
        Miss(name, $"the number of a version, such as 4, found \"{text}\"");
        return null;
    }

    /// <summary>True or false; false when it is absent.</summary>
    public bool Switch(string name)
    {
        switch (Text(name))
        {
            case null or "false":
                return false;
            case "true":
                return true;
            case var text:
                Miss(name, $"true or false, found \"{text}\"");
                return false;
        }
    }

    /// <summary>A line of text, such as what the operator says about the change.</summary>
    public string? Line(string name)
    {
        var text = Text(name);
        if (text?.Length > LineLengthMax || text?.Any(char.IsControl) == true)
            Miss(name, $"a line of at most {LineLengthMax} characters");
        return text;
    }

    /// <summary>How the change is rolled out; null for at once.</summary>
    public StagedRequest? Staged()
    {
        var (pause, increase) = (Text("pause"), Text("maxErrorIncrease"));
        if (!Switch("staged"))
        {
            if (pause is not null || increase is not null)
                Miss(pause is not null ? "pause" : "maxErrorIncrease", "staged=true with it");
            return null;
        }

        var (waits, share) = (DefaultPause, DefaultIncrease);
        if (pause is not null && !(DurationText.TryParse(pause, out waits) && waits >= TimeSpan.Zero && waits <= PauseMax))
            Miss("pause", $"a duration up to 24h, such as 10s or 1m30s, found \"{pause}\"");
        if (increase is not null && !TryPercent(increase, out share))
            Miss("maxErrorIncrease", $"percent from 0% to 100%, such as 1%, found \"{increase}\"");
        return new StagedRequest(waits, share);
    }

    private static bool TryPercent(string text, out double share)
    {
        share = 0;
        if (!text.EndsWith('%') || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
            return false;
        share = percent / 100;
        return percent is >= 0 and <= 100;
    }

    private string? Text(string name) => query.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : null;
}
