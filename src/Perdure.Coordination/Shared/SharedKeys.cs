using System.Globalization;

namespace Perdure.Coordination.Shared;

/// <summary>Where things are in the store, and what names may look like.</summary>
internal static class SharedKeys
{
    public const string Prefix = "state/";
    public const string Flags = "state/flags/";
    public const string Overrides = "state/overrides/";
    public const string Current = "state/configuration/current";
    public const string History = "state/configuration/history/";
    public const string Rollout = "state/rollout";
    public const string Reports = "reports/";

    private const int MaxName = 128;
    private const int MaxEscaped = 200;

    public static string Flag(string name)
    {
        var good = name is { Length: > 0 and <= MaxName } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return good ? Flags + name : throw new ArgumentException($"'{name}' is no name of a flag: use 1 to {MaxName} of A-Z a-z 0-9 . _ -");
    }

    public static string FlagOf(string key) => key[Flags.Length..];

    public static string Override(string service, string instance) => Overrides + Part(service, "service") + "/" + Part(instance, "instance");

    /// <summary>The service and the instance of a key; null when somebody else wrote it.</summary>
    public static (string Service, string Instance)? OverrideOf(string key)
    {
        var slash = key.IndexOf('/', Overrides.Length);
        return slash < 0 ? null : (Uri.UnescapeDataString(key[Overrides.Length..slash]), Uri.UnescapeDataString(key[(slash + 1)..]));
    }

    public static string Version(long version) => History + version.ToString("D10", CultureInfo.InvariantCulture);

    public static long? VersionOf(string key) =>
        long.TryParse(key.AsSpan(History.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    public static string Report(string node) => Reports + Part(node, "node");

    public static string NodeOf(string key) => Uri.UnescapeDataString(key[Reports.Length..]);

    public static void CheckBy(string by)
    {
        if (string.IsNullOrWhiteSpace(by) || by.Length > MaxName)
        {
            throw new ArgumentException($"who makes a change is named in 1 to {MaxName} characters", nameof(by));
        }
    }

    /// <summary>Any text as one step of a key: what has a meaning in keys is escaped as in a URL.</summary>
    private static string Part(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text);
        var part = Uri.EscapeDataString(text);
        if (part.Length is 0 or > MaxEscaped)
        {
            throw new ArgumentException($"'{text}' is no name of a {what}: it is empty, or longer than {MaxEscaped} characters when escaped as in a URL");
        }
        return part;
    }
}
