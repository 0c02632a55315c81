using System.Globalization;
using System.Text;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Incidents;

/// <summary>The lists and tables of a <see cref="PostMortem"/>. Pure.</summary>
internal static class PostMortemLists
{
    private const int LinesMax = 50;
    private const string LabelOfEvent = "event";

    // What the node does when something is wrong, rather than what is done to it.
    private static readonly string[] s_doings =
    [
        "instance-trouble", "instance-recovery", "instance-change", "poison-request", "node-overloaded", "node-relieved", "flag-went-off", "flag-came-back",
        "deferral-refused", "deferred-recovered", "process-started", "process-backs-off", "process-killed", "rollout-stopped", "store-lost", "store-connected",
    ];

    private static readonly string[] s_troubles =
    [
        "instance-trouble", "poison-request", "node-overloaded", "flag-went-off", "deferral-refused", "deferred-dead", "deferral-trouble", "process-ended", "process-not-started",
        "process-stays-ended", "process-killed", "store-lost", "store-refused", "store-file-lost", "durable-store-unavailable", "durable-store-set-aside", "reload-refused",
        "configuration-refused", "rollout-stopped", "job-dead", "peer-silent", "certificate-refused",
    ];

    /// <summary>As <c>2026-03-01 12:00:00 UTC</c>.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Whether an entry is a sign that something is wrong.</summary>
    public static bool IsTrouble(IncidentEntry entry) => s_troubles.Contains(entry.Labels.GetValueOrDefault(LabelOfEvent));

    /// <summary>What the node did, counted.</summary>
    public static void ByItself(StringBuilder text, Incident incident)
    {
        var doings = incident.Timeline.Where(entry => entry.By is null && s_doings.Contains(entry.Labels.GetValueOrDefault(LabelOfEvent)))
            .GroupBy(entry => (entry.Labels[LabelOfEvent], Of(entry), entry.Labels.GetValueOrDefault("what"))).ToList();
        if (doings.Count == 0)
            text.Append("Nothing that it has written down.\n");
        foreach (var doing in doings.Take(LinesMax))
        {
            var first = doing.First();
            var what = first.Labels.TryGetValue("what", out var known) ? $"{Of(first)}: {known}" : first.Text;
            var (times, last) = (doing.Sum(one => one.Times), doing.Max(one => one.Last));
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownText.Escape(what)}, ");
            text.Append(times == 1 ? $"at {Clock(first.At)}\n" : string.Create(CultureInfo.InvariantCulture, $"{times} times, from {Clock(first.At)} to {Clock(last)}\n"));
        }

        Rest(text, doings.Count);
    }

    /// <summary>What people did and wrote.</summary>
    public static void ByPeople(StringBuilder text, Incident incident)
    {
        var deeds = incident.Timeline.Where(entry => entry.By is not null || entry.Kind == JournaledEvents.Reload).ToList();
        if (deeds.Count == 0)
            text.Append("Nothing that Perdure knows of. _What else was done, by whom?_\n");
        foreach (var deed in deeds.Take(LinesMax))
            text.Append(CultureInfo.InvariantCulture, $"- {Clock(deed.At)} {(deed.By is { } by ? MarkdownText.Escape(by) + ", " : "")}{deed.Kind}: {MarkdownText.Escape(deed.Text)}\n");
        Rest(text, deeds.Count);
    }

    /// <summary>The alerts with what to do about them.</summary>
    public static void Alerts(StringBuilder text, Incident incident)
    {
        if (incident.Alerts.IsEmpty)
        {
            text.Append("None.\n");
            return;
        }

        text.Append("| alert | of | severity | fired | ended | runbook |\n|---|---|---|---|---|---|\n");
        foreach (var alert in incident.Alerts)
        {
            var of = string.Join(", ", alert.Labels.Where(label => label.Key is "service" or "route" or "queue" or "listener").Select(label => label.Value));
            var severity = alert.Severity.ToString().ToLowerInvariant() + (alert.Counts ? "" : ", noted only");
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(alert.Name)} | {MarkdownText.Escape(of)} | {severity} | {Time(alert.StartsAt)} | {(alert.EndsAt is { } ended ? Time(ended) : "it fires")} | {Runbook(alert.Runbook)} |\n");
        }
    }

    /// <summary>The time line.</summary>
    public static void Timeline(StringBuilder text, Incident incident)
    {
        text.Append("| time (UTC) | kind | what | who |\n|---|---|---|---|\n");
        foreach (var entry in incident.Timeline)
            text.Append(CultureInfo.InvariantCulture, $"| {entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} | {MarkdownText.Escape(entry.Kind)} | {MarkdownText.Escape(entry.Text)} | {MarkdownText.Escape(entry.By ?? "")} |\n");
        if (incident.LeftOut > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n{incident.LeftOut} more entries had no room; the log has them.\n");
    }

    private static string Runbook(string? runbook)
    {
        if (runbook is null)
            return "";
        var isUrl = Uri.TryCreate(runbook, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

        // The escaped form has none of the characters that would end the link.
        return isUrl
            ? $"[runbook](<{url!.AbsoluteUri.Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal)}>)"
            : $"perdure runbook show {MarkdownText.Escape(Path.GetFileNameWithoutExtension(runbook))}";
    }

    private static string Of(IncidentEntry entry) => string.Join('/', new[] { entry.Labels.GetValueOrDefault("service"), entry.Labels.GetValueOrDefault("instance") }.Where(part => part is not null));

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static void Rest(StringBuilder text, int count)
    {
        if (count > LinesMax)
            text.Append(CultureInfo.InvariantCulture, $"- and {count - LinesMax} more, in the time line\n");
    }
}
