using System.Collections.Immutable;
using Perdure.Model.Reading;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>An item of <c>alerts</c>. One with the name of a built-in rule changes that: what is not written stays as it is there.</summary>
internal static class AlertShape
{
    private static readonly Key<string> Alert = new("alert", Texts.Name, "The rule's name. That of a built-in rule changes that one.") { Required = true };

    private static readonly Key<AlertExpression> Expr = new("expr", AlertExpressionShape.Shape, "What is watched. Required but for built-in rules.")
    {
        DefaultInWords = "that of the built-in rule",
    };

    private static readonly Key<TimeSpan> For = new("for", Durations.Between("0s", "168h"), "How long it must be so before the alert fires; until then it is pending.")
    {
        DefaultInWords = "0s, or as the built-in rule has it",
    };

    private static readonly Key<TimeSpan> KeepFiringFor = new(
        "keepFiringFor", Durations.Between("0s", "24h"), "How long it must be over before a firing alert is resolved.")
    {
        Default = "30s",
    };

    private static readonly Key<AlertSeverity> Severity = new(
        "severity",
        Choices.Of([("info", AlertSeverity.Info), ("warning", AlertSeverity.Warning), ("critical", AlertSeverity.Critical)]),
        "critical: act now; warning: look soon; info: to know. The label severity.")
    {
        DefaultInWords = "warning, or as the built-in rule has it",
    };

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Labels = Map("labels", "More labels, by which alerts are grouped and silenced.");

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> Annotations = Map(
        "annotations", "Texts for people, such as summary and description.");

    private static readonly Key<string> Runbook = new("runbook", AlertTexts.Runbook, "What to do then, written down: a url, or a path from the directory of the system file.")
    {
        DefaultInWords = "none, or that of the built-in rule",
    };

    private static readonly Key<bool> Disabled = new(
        "disabled", Choices.Of([("true", true), ("false", false)]), "true: it is not watched. So a built-in rule is switched off.") { Default = "false" };

    public static MappingShape<AlertModel> Shape { get; } = new(
        [Alert, Expr, For, KeepFiringFor, Severity, Labels, Annotations, Runbook, Disabled], Build) { Check = Check };

    private static Key<ImmutableArray<KeyValuePair<string, string>>> Map(string key, string description) => new(
        key, new NamedShape<string>("a mapping of names to texts", "the name of a label", AlertTexts.LabelPattern, AlertTexts.IsLabel, Texts.Any, 0, 50), description)
    {
        DefaultInWords = "none",
    };

    private static AlertModel Build(Values v)
    {
        var name = v.Get(Alert);
        var basis = BuiltInAlerts.Find(name) ?? new AlertModel { Name = name };
        return basis with
        {
            Expression = v.Find(Expr) ?? basis.Expression,
            Disabled = v.Get(Disabled),
            For = v.Has(For) ? v.Get(For) : basis.For,
            KeepFiringFor = v.Has(KeepFiringFor) ? v.Get(KeepFiringFor) : basis.KeepFiringFor,
            Severity = v.Has(Severity) ? v.Get(Severity) : basis.Severity,
            Labels = basis.Labels.SetItems(v.Get(Labels)),
            Annotations = basis.Annotations.SetItems(v.Get(Annotations)),
            Runbook = v.Find(Runbook) ?? basis.Runbook,
        };
    }

    private static void Check(Values v)
    {
        if (v.IsSound(Alert) && v.IsSound(Expr) && v.Has(Alert) && !v.Has(Expr) && BuiltInAlerts.Find(v.Get(Alert)) is null)
        {
            var near = NearestName.Hint(v.Get(Alert), BuiltInAlerts.All.Select(rule => rule.Name));
            v.Context.Error(
                DiagnosticKind.Missing, v.At(Expr), v.Scope.Anchor, "expected expr, found nothing", near ?? "add expr: { signal: …, above: … }; only a built-in rule has one already");
        }

        CheckLabels(v);
    }

    // What tells alerts apart is given by Perdure.
    private static void CheckLabels(Values v)
    {
        foreach (var (label, _) in v.Get(Labels))
        {
            if (label is "alertname" or "severity" or "service" or "route" or "queue" or "listener" or "node" or "system")
            {
                var at = v.At(Labels).Key(label);
                v.Context.Error(DiagnosticKind.Invalid, at, v.Context.KeyAt(at), $"the label {label} is given by Perdure", "choose another name");
            }
        }
    }
}
