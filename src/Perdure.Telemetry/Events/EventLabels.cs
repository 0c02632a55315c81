using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Perdure.Telemetry.Events;

/// <summary>Reads what an event is about from the values of its log message.</summary>
public static class EventLabels
{
    private const int ValueMax = 200;

    // The values of log messages that say what they are about; all others are in the text alone.
    private static readonly FrozenDictionary<string, string> s_names = new Dictionary<string, string>
    {
        ["Service"] = "service",
        ["Instance"] = "instance",
        ["Route"] = "route",
        ["Flag"] = "flag",
        ["Queue"] = "queue",
        ["Who"] = "by",
        ["By"] = "by",
        ["Action"] = "action",
        ["What"] = "what",
        ["Why"] = "why",
        ["Setting"] = "setting",
        ["Version"] = "version",
        ["Job"] = "job",
        ["Alert"] = "alert",
        ["Severity"] = "severity",
        ["Incident"] = "incident",
        ["Node"] = "node",
        ["Signal"] = "signal",
        ["Exit"] = "exit",
        ["File"] = "file",
        ["Place"] = "place",
        ["Peer"] = "peer",
        ["Pid"] = "pid",
        ["Path"] = "path",
        ["Silence"] = "silence",
        ["Location"] = "location",
        ["Endpoint"] = "endpoint",
        ["Key"] = "key",
        ["Step"] = "step",
        ["Runbook"] = "runbook",
        ["Problem"] = "problem",
        ["Reason"] = "problem",
        ["Warning"] = "problem",
        ["Lasting"] = "lasting",
        ["Shed"] = "shed",
        ["Prefix"] = "prefix",
        ["Host"] = "host",
    }.ToFrozenDictionary();

    /// <summary>Whether a value of a message becomes a label.</summary>
    public static bool Knows(string field) => field == "Where" || s_names.ContainsKey(field);

    /// <summary>The labels of a message; empty when its values say nothing of the kind.</summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<KeyValuePair<string, object?>>? fields)
    {
        if (fields is null)
            return ImmutableDictionary<string, string>.Empty;
        Dictionary<string, string>? labels = null;
        foreach (var (name, value) in fields)
        {
            if (Text(value) is not { Length: > 0 } text)
                continue;
            if (name == "Where")
                AddPlace(labels ??= [], text);
            else if (s_names.TryGetValue(name, out var label))
                // Where there may be no instance, the message brings the slash along.
                (labels ??= [])[label] = label == "instance" ? text.TrimStart('/') : text;
        }

        return labels is null ? ImmutableDictionary<string, string>.Empty : labels;
    }

    // " of service catalog", as alerts say it.
    private static void AddPlace(Dictionary<string, string> labels, string where)
    {
        foreach (var part in where.Split(" of ", StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split(' ', 2) is [var label, var name])
                labels[label] = name;
        }
    }

    private static string Text(object? value)
    {
        var text = value switch
        {
            null => "",
            TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        return text.Length > ValueMax ? text[..(ValueMax - 1)] + "…" : text;
    }
}
