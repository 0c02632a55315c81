using System.Collections.Immutable;
using Perdure.Model;
using Perdure.Telemetry.Alerting.Signals;

namespace Perdure.Telemetry.Alerting;

/// <summary>A rule about one target, as it goes. For one caller at a time.</summary>
internal sealed class AlertEntry(AlertTarget target)
{
    private DateTimeOffset _activeAt;
    private DateTimeOffset? _startsAt;
    private DateTimeOffset? _endsAt;
    private DateTimeOffset? _overSince;
    private double? _value;
    private Alert? _picture;

    /// <summary>How far it has come.</summary>
    public AlertState State { get; } = new();

    /// <summary>What it is about.</summary>
    public AlertTarget Target => target;

    /// <summary>The last look that it was part of, to find those that no rule is about any more.</summary>
    public long SeenMs { get; set; }

    /// <summary>Takes in a value; says whether the phase is another one.</summary>
    public bool Update(AlertModel rule, double? value, long nowMs, DateTimeOffset now)
    {
        _value = value;
        _picture = null;
        var sign = AlertThreshold.Sign(rule.Expression!, value, State.Phase == AlertPhase.Firing);
        var turned = Note(State.Update(sign, nowMs, (long)rule.For.TotalMilliseconds, (long)rule.KeepFiringFor.TotalMilliseconds), now);
        _overSince = State.IsOver ? _overSince ?? now : null;
        return turned;
    }

    /// <summary>Its rule or its target is gone; says whether the phase is another one.</summary>
    public bool End(long nowMs, DateTimeOffset now)
    {
        (_picture, _overSince) = (null, null);
        return Note(State.Update(AlertSign.Absent, nowMs, 0, 0), now);
    }

    /// <summary>How it stands. The same one until something changes.</summary>
    public Alert Picture(AlertModel rule, string node, string system) => _picture ??= Draw(rule, node, system);

    private bool Note(bool turned, DateTimeOffset now)
    {
        if (!turned)
            return false;
        switch (State.Phase)
        {
            case AlertPhase.Pending:
                (_activeAt, _startsAt, _endsAt) = (now, null, null);
                break;
            case AlertPhase.Firing:
                // Without a time to wait it was never pending.
                _activeAt = State.PresentSinceMs == State.SinceMs ? now : _activeAt;
                (_startsAt, _endsAt) = (now, null);
                break;
            case AlertPhase.Resolved:
                _endsAt = now;
                break;
        }

        return true;
    }

    private Alert Draw(AlertModel rule, string node, string system)
    {
        var labels = rule.Labels.SetItem("alertname", rule.Name).SetItem("severity", rule.Severity.ToString().ToLowerInvariant())
            .SetItem("node", node).SetItem("system", system);
        if (target.Scope != AlertScope.Node)
            labels = labels.SetItem(target.Label, target.Name);
        var info = AlertSignals.Of(rule.Expression!.Signal);
        var value = _value is { } known && info.Unit != AlertUnit.Truth ? AlertBound.Show(info.Unit, known) : null;
        return new Alert
        {
            Name = rule.Name,
            Phase = State.Phase,
            Severity = rule.Severity,
            IsTrouble = rule.Severity != AlertSeverity.Info && !(info.Signal == AlertSignal.BudgetBurn && rule.Expression.Over >= AlertExpression.BurnWindows[^1]),
            Labels = labels,
            Annotations = Texts(rule, value),
            Expression = rule.Expression.ToString(),
            Value = value,
            Runbook = rule.Runbook,
            ActiveAt = _activeAt,
            StartsAt = State.Phase == AlertPhase.Pending ? null : _startsAt,
            EndsAt = _endsAt,
            OverSince = _overSince,
            Fingerprint = LabelHash.Of(labels),
        };
    }

    private ImmutableSortedDictionary<string, string> Texts(AlertModel rule, string? value)
    {
        var where = target.Scope == AlertScope.Node ? "" : $"{target.Label} {target.Name}: ";
        var texts = rule.Annotations;
        if (rule.BuiltIn && texts.TryGetValue("summary", out var summary) && BuiltInAlerts.Find(rule.Name)?.Annotations["summary"] == summary)
            texts = texts.SetItem("summary", where + summary);
        else if (!texts.ContainsKey("summary"))
            texts = texts.Add("summary", $"{where}{rule.Expression}");
        if (!texts.ContainsKey("description"))
            texts = texts.Add("description", $"{where}{rule.Expression}{(value is null ? "" : $"; it is {value}")}");
        return rule.Runbook is { } runbook && !texts.ContainsKey("runbook_url") ? texts.Add("runbook_url", runbook) : texts;
    }
}
