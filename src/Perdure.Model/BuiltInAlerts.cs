using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>The alerting rules that Perdure brings along, for the usual troubles. docs/runbooks has a page for each.</summary>
public static class BuiltInAlerts
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <summary>All of them. Names do not change.</summary>
    public static ImmutableArray<AlertModel> All { get; } =
    [
        Rule("PerdureServiceDown", AlertSeverity.Critical, 15, Below(AlertSignal.InstancesAvailable, AlertScope.Service, AlertUnit.Count, 1),
            "no instance of the service takes regular traffic"),
        Rule("PerdureErrors", AlertSeverity.Critical, 60, Above(AlertSignal.ErrorRatio, AlertScope.Service, AlertUnit.Ratio, 0.05) with { Over = 5 * s_minute, MinimumRequests = 20 },
            "more than one of twenty requests fails"),
        Rule("PerdureBreakersOpen", AlertSeverity.Warning, 60, Above(AlertSignal.BreakersOpen, AlertScope.Service, AlertUnit.Count, 0),
            "circuit breakers keep traffic away from instances"),
        Rule("PerdureShedding", AlertSeverity.Warning, 60, Above(AlertSignal.ShedRatio, AlertScope.Service, AlertUnit.Ratio, 0.05) with { Over = s_minute, MinimumRequests = 20 },
            "more than one of twenty requests is turned away, because there is too much to do"),
        Rule("PerdureNodeOverloaded", AlertSeverity.Critical, 30, Truth(AlertSignal.NodeOverloaded),
            "the node turns requests away because of its own CPU or memory"),
        Rule("PerdureStoreLost", AlertSeverity.Warning, 15, Truth(AlertSignal.StoreLost),
            "the coordination store is lost: traffic goes on, but nodes cannot agree"),
        Rule("PerdureDurabilityLost", AlertSeverity.Critical, 15, Truth(AlertSignal.DurabilityLost),
            "the durable store cannot be used: nothing is accepted for later, and requests with idempotency keys are refused"),
        Rule("PerdureQueueOld", AlertSeverity.Warning, 60, Above(AlertSignal.QueueAge, AlertScope.Queue, AlertUnit.Seconds, 600),
            "the oldest job of the queue has not been done for ten minutes"),
        Rule("PerdureDeadJobs", AlertSeverity.Warning, 0, Above(AlertSignal.DeadJobs, AlertScope.Queue, AlertUnit.Count, 0),
            "jobs were given up, and wait for somebody to decide"),
        Rule("PerdureDiskFull", AlertSeverity.Critical, 60, Above(AlertSignal.DiskUsed, AlertScope.Node, AlertUnit.Ratio, 0.9),
            "the disk of the node's data is nearly full"),
        Rule("PerdureCertificateExpiring", AlertSeverity.Warning, 60, Below(AlertSignal.CertificateExpiry, AlertScope.Listener, AlertUnit.Seconds, 14 * 86_400),
            "the certificate of a listener ends within two weeks"),
        Rule("PerdureReloadRefused", AlertSeverity.Warning, 60, Truth(AlertSignal.ReloadRefused),
            "the changed system file was refused, and the plan before it is in force"),
        Burn("PerdureBudgetBurnFast", AlertSeverity.Critical, 14.4, 1, "the error budget burns so fast that a thirty-day one is gone in two days"),
        Burn("PerdureBudgetBurn", AlertSeverity.Critical, 6, 6, "the error budget burns so fast that a thirty-day one is gone in five days"),
        Burn("PerdureBudgetBurnSlow", AlertSeverity.Warning, 1, 72, "the error budget burns faster than it lasts"),
    ];

    /// <summary>The rule with this name; null for none.</summary>
    public static AlertModel? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);

    /// <summary>
    /// The rules in force: the built-in ones, as the file changes them, then those of the file alone; without those that are switched off.
    /// </summary>
    /// <param name="written">What the file says, changed built-in ones included, in whole.</param>
    public static ImmutableArray<AlertModel> With(ImmutableArray<AlertModel> written) =>
    [
        .. All.Select(rule => written.FirstOrDefault(changed => changed.Name == rule.Name) ?? rule)
            .Concat(written.Where(rule => Find(rule.Name) is null)).Where(rule => !rule.Disabled && rule.Expression is not null),
    ];

    private static AlertModel Rule(string name, AlertSeverity severity, int forSeconds, AlertExpression expression, string summary) => new()
    {
        Name = name,
        Severity = severity,
        For = TimeSpan.FromSeconds(forSeconds),
        Expression = expression,
        Annotations = ImmutableSortedDictionary<string, string>.Empty.Add("summary", summary),
        Runbook = $"docs/runbooks/{name}.md",
        BuiltIn = true,
    };

    // Times and rates of "The Site Reliability Workbook", chapter 5: 2 %, 5 % and 10 % of a thirty-day budget in that time.
    private static AlertModel Burn(string name, AlertSeverity severity, double rate, int hours, string summary) => Rule(
        name, severity, 0, Above(AlertSignal.BudgetBurn, AlertScope.Route, AlertUnit.Count, rate) with { Over = TimeSpan.FromHours(hours), MinimumRequests = 100 }, summary);

    private static AlertExpression Truth(AlertSignal signal) => new() { Signal = signal };

    private static AlertExpression Above(AlertSignal signal, AlertScope scope, AlertUnit unit, double bound) =>
        new() { Signal = signal, Scope = scope, Above = new AlertBound(unit, bound) };

    private static AlertExpression Below(AlertSignal signal, AlertScope scope, AlertUnit unit, double bound) =>
        new() { Signal = signal, Scope = scope, Below = new AlertBound(unit, bound) };
}
