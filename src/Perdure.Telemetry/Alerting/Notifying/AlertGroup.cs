using System.Collections.Immutable;
using System.Text;

namespace Perdure.Telemetry.Alerting.Notifying;

/// <summary>
/// Alerts that are told together, and what was told of them last: when is the next message due, and is one needed (Alertmanager's rules of dispatching and
/// deduplication). Pure; for one caller at a time.
/// </summary>
internal sealed class AlertGroup(ImmutableSortedDictionary<string, string> labels, long dueMs)
{
    private const long RetryMsMin = 1_000;
    private const long RetryMsMax = 60_000;

    private readonly Dictionary<string, Alert> _alerts = [];
    private HashSet<string> _toldFiring = [];
    private HashSet<string> _toldResolved = [];
    private long? _toldMs;
    private int _failures;

    /// <summary>The labels that its alerts have in common because they are grouped by them.</summary>
    public ImmutableSortedDictionary<string, string> Labels => labels;

    /// <summary>As Alertmanager writes it: <c>{}:{alertname="X"}</c>.</summary>
    public string Key { get; } = KeyOf(labels);

    /// <summary>When to look next whether something is to be told.</summary>
    public long DueMs { get; private set; } = dueMs;

    /// <summary>Whether there is nothing left in it.</summary>
    public bool IsEmpty => _alerts.Count == 0;

    /// <summary>How many alerts it holds.</summary>
    public int Count => _alerts.Count;

    /// <summary>Whether an alert is among them, however it stood.</summary>
    public bool Holds(Alert alert) => _alerts.ContainsKey(alert.Fingerprint);

    /// <summary>Takes in how an alert stands: a firing one is added, a resolved one replaces its firing self.</summary>
    public void Put(Alert alert)
    {
        if (alert.Phase == AlertPhase.Firing)
            _alerts[alert.Fingerprint] = alert;
        else if (alert.Phase == AlertPhase.Resolved && _alerts.TryGetValue(alert.Fingerprint, out var known) && known.StartsAt == alert.StartsAt)
            _alerts[alert.Fingerprint] = alert;
    }

    /// <summary>The message that is due; null when nothing is to be told, and the group waits for its next turn.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="intervalMs">How long changes wait.</param>
    /// <param name="repeatMs">How long until the same is told again.</param>
    /// <param name="sendResolved">Whether ends are told.</param>
    /// <param name="silenced">Whether nobody is to be told of an alert.</param>
    public AlertMessage? Due(long nowMs, long intervalMs, long repeatMs, bool sendResolved, Func<Alert, bool> silenced)
    {
        var heard = _alerts.Values.Where(alert => !silenced(alert)).ToList();
        var firing = Of(heard, AlertPhase.Firing);
        var resolved = Of(heard, AlertPhase.Resolved);
        var told = sendResolved ? heard : [.. heard.Where(alert => alert.Phase == AlertPhase.Firing)];
        if (heard.Count > 0 && Needed(firing, resolved, nowMs, repeatMs, sendResolved))
        {
            var message = new AlertMessage(this, [.. told.OrderBy(alert => alert.Phase).ThenBy(alert => alert.Fingerprint, StringComparer.Ordinal)], firing, resolved, [.. _alerts.Values]);
            if (told.Count > 0)
                return message;
            // Nobody wants to hear of the end, but it is the end.
            Told(message, nowMs, intervalMs);
            return null;
        }

        Drop(_alerts.Values);
        DueMs = nowMs + intervalMs;
        return null;
    }

    /// <summary>A message has arrived.</summary>
    public void Told(AlertMessage message, long nowMs, long intervalMs)
    {
        (_toldFiring, _toldResolved, _toldMs, _failures) = (message.Firing, message.Resolved, nowMs, 0);
        Drop(message.Of);
        DueMs = nowMs + intervalMs;
    }

    /// <summary>A message has not arrived: the next try comes later each time, up to a minute.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="unit">Chance, from 0 to 1: up to half of the wait is taken off.</param>
    public void Missed(long nowMs, double unit)
    {
        var waitMs = Math.Min(RetryMsMax, RetryMsMin << Math.Min(_failures, 10));
        _failures++;
        DueMs = nowMs + (long)(waitMs * (1 - (unit / 2)));
    }

    /// <summary>A message was refused and will be again: nothing is tried until the group's next turn.</summary>
    public void Refused(long nowMs, long intervalMs) => DueMs = nowMs + intervalMs;

    // The rule of Alertmanager's DedupStage.
    private bool Needed(HashSet<string> firing, HashSet<string> resolved, long nowMs, long repeatMs, bool sendResolved)
    {
        if (_toldMs is not { } toldMs)
            return firing.Count > 0;
        if (!firing.IsSubsetOf(_toldFiring))
            return true;
        if (firing.Count == 0)
            return _toldFiring.Count > 0;
        return (sendResolved && !resolved.IsSubsetOf(_toldResolved)) || nowMs - toldMs >= repeatMs;
    }

    private static HashSet<string> Of(List<Alert> alerts, AlertPhase phase) => [.. alerts.Where(alert => alert.Phase == phase).Select(alert => alert.Fingerprint)];

    // What is over and was told is done; what came back meanwhile stays.
    private void Drop(IEnumerable<Alert> alerts)
    {
        foreach (var alert in alerts.Where(alert => alert.Phase == AlertPhase.Resolved).ToList())
        {
            if (_alerts.TryGetValue(alert.Fingerprint, out var known) && known.Phase == AlertPhase.Resolved)
                _alerts.Remove(alert.Fingerprint);
        }
    }

    private static string KeyOf(ImmutableSortedDictionary<string, string> labels)
    {
        var text = new StringBuilder("{}:{");
        foreach (var (name, value) in labels)
            text.Append(text[^1] == '{' ? "" : ", ").Append(name).Append("=\"").Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        return text.Append('}').ToString();
    }
}
