using Perdure.Model;

namespace Perdure.Telemetry.Alerting.Notifying;

/// <summary>The groups of a receiver. It is the queue of what is still to be told, and bounded. Pure; for one caller at a time.</summary>
internal sealed class GroupTable(NotifyModel options)
{
    /// <summary>How many alerts are held for a receiver that does not take them; newer ones are not told then.</summary>
    public const int AlertsMax = 5_000;

    private readonly Dictionary<string, AlertGroup> _groups = [];

    private readonly long _waitMs = (long)options.GroupWait.TotalMilliseconds;

    /// <summary>How long changes wait, in ms.</summary>
    public long IntervalMs { get; } = (long)options.GroupInterval.TotalMilliseconds;

    /// <summary>How many groups there are.</summary>
    public int Count => _groups.Count;

    /// <summary>Takes in how all alerts stand.</summary>
    public void Put(IReadOnlyList<Alert> alerts, long nowMs)
    {
        var held = _groups.Values.Sum(group => group.Count);
        foreach (var alert in alerts.Where(alert => alert.Phase is AlertPhase.Firing or AlertPhase.Resolved))
        {
            var labels = alert.Labels.RemoveRange(alert.Labels.Keys.Where(label => !options.GroupBy.Contains(label)));
            var key = string.Join('\n', labels.Select(label => $"{label.Key}={label.Value}"));
            if (!_groups.TryGetValue(key, out var group))
            {
                if (alert.Phase != AlertPhase.Firing)
                    continue;
                _groups[key] = group = new AlertGroup(labels, nowMs + _waitMs);
            }

            if (group.Holds(alert))
                group.Put(alert);
            else if (alert.Phase == AlertPhase.Firing && held++ < AlertsMax)
                group.Put(alert);
        }
    }

    /// <summary>The next message that is due; null when none is.</summary>
    public AlertMessage? Due(long nowMs, Func<Alert, bool> silenced)
    {
        AlertMessage? due = null;
        foreach (var (key, group) in _groups.Where(pair => pair.Value.DueMs <= nowMs).OrderBy(pair => pair.Value.DueMs).ToList())
        {
            due = group.Due(nowMs, IntervalMs, (long)options.RepeatInterval.TotalMilliseconds, options.SendResolved, silenced);
            if (due is not null)
                break;
            if (group.IsEmpty)
                _groups.Remove(key);
        }

        return due;
    }
}
