using System.Collections.Immutable;
using Perdure.Model;
using Perdure.Telemetry.Alerting.Signals;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Alerting;

/// <summary>All alerts of a node, from one look to the next. For one caller at a time.</summary>
internal sealed class AlertBook(int alertsMax = AlertBook.AlertsMax)
{
    /// <summary>How many pairs of a rule and what it is about are watched; a file with more is larger than anybody reads.</summary>
    public const int AlertsMax = 20_000;

    // As long as Prometheus shows them.
    private const long ResolvedKeptMs = 15 * 60_000;

    private readonly SignalReader _signals = new();
    private readonly Dictionary<(string Rule, AlertTarget Target, string Labels), (AlertEntry Entry, AlertModel Rule)> _entries = [];

    /// <summary>Those that are not inactive, by rule and target.</summary>
    public ImmutableArray<Alert> Current { get; private set; } = [];

    /// <summary>Of each rule: how many are pending, how many fire.</summary>
    public ImmutableArray<(string Rule, AlertSeverity Severity, int Pending, int Firing)> Figures { get; private set; } = [];

    /// <summary>Whether there was more to watch than fits.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Takes a look; returns the alerts that began to fire or were resolved by it.</summary>
    public IReadOnlyList<Alert> Look(ImmutableArray<AlertModel> rules, NodePicture picture, DateTimeOffset now)
    {
        var (turned, nowMs) = (new List<(AlertEntry Entry, AlertModel Rule)>(), picture.NowMs);
        Overflowed = false;
        foreach (var rule in rules)
        {
            // Other labels make another alert: whoever was told of the old one is told that it is over.
            var labels = $"{rule.Severity} {LabelHash.Of(rule.Labels)}";
            foreach (var target in SignalReader.TargetsOf(rule.Expression!, picture))
            {
                if (EntryOf(rule, (rule.Name, target, labels)) is not { } entry)
                    continue;
                entry.SeenMs = nowMs;
                if (entry.Update(rule, _signals.Read(rule.Expression!, target, picture, now), nowMs, now))
                    turned.Add((entry, rule));
            }
        }

        _signals.Sweep(nowMs);
        Forget(turned, nowMs, now);
        Draw(rules, picture.Node);
        return [.. turned.Where(one => one.Entry.State.Phase is AlertPhase.Firing or AlertPhase.Resolved).Select(one => one.Entry.Picture(one.Rule, picture.Node.Node, picture.Node.System))];
    }

    private AlertEntry? EntryOf(AlertModel rule, (string Rule, AlertTarget Target, string Labels) key)
    {
        if (_entries.TryGetValue(key, out var known))
        {
            // A reload may have changed the rule: the alert goes on by the new one.
            if (!ReferenceEquals(known.Rule, rule))
                _entries[key] = (known.Entry, rule);
            return known.Entry;
        }

        if (_entries.Count >= alertsMax)
        {
            Overflowed = true;
            return null;
        }

        var entry = new AlertEntry(key.Target);
        _entries[key] = (entry, rule);
        return entry;
    }

    // What is not watched any more ends; what has been over for long is not told any more.
    private void Forget(List<(AlertEntry Entry, AlertModel Rule)> turned, long nowMs, DateTimeOffset now)
    {
        foreach (var (key, (entry, rule)) in _entries.Where(pair => pair.Value.Entry.SeenMs != nowMs).ToList())
        {
            if (entry.End(nowMs, now))
                turned.Add((entry, rule));
            if (entry.State.Phase == AlertPhase.Inactive || (entry.State.Phase == AlertPhase.Resolved && nowMs - entry.State.SinceMs > ResolvedKeptMs))
                _entries.Remove(key);
        }
    }

    private void Draw(ImmutableArray<AlertModel> rules, NodeSample node)
    {
        var shown = ImmutableArray.CreateBuilder<Alert>();
        var counts = rules.ToDictionary(rule => rule.Name, _ => (Pending: 0, Firing: 0));
        foreach (var ((name, _, _), (entry, rule)) in _entries)
        {
            var phase = entry.State.Phase;
            if (phase == AlertPhase.Inactive || (phase == AlertPhase.Resolved && entry.SeenMs - entry.State.SinceMs > ResolvedKeptMs))
                continue;
            shown.Add(entry.Picture(rule, node.Node, node.System));
            if (counts.TryGetValue(name, out var count))
                counts[name] = (count.Pending + (phase == AlertPhase.Pending ? 1 : 0), count.Firing + (phase == AlertPhase.Firing ? 1 : 0));
        }

        Current = [.. shown.OrderBy(alert => alert.Phase == AlertPhase.Firing ? 0 : 1).ThenByDescending(alert => alert.Severity).ThenBy(alert => alert.Name, StringComparer.Ordinal)
            .ThenBy(alert => alert.Fingerprint, StringComparer.Ordinal)];
        Figures = [.. rules.Select(rule => (rule.Name, rule.Severity, counts[rule.Name].Pending, counts[rule.Name].Firing))];
    }
}
