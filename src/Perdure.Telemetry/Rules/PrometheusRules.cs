using System.Text;
using Perdure.Model;

namespace Perdure.Telemetry.Rules;

/// <summary>
/// The alerting rules of a system file, the built-in ones included, as a rule file of Prometheus 2.42 or newer. Labels and annotations are those that Perdure itself
/// sends, but for <c>node</c>, which Prometheus knows as <c>instance</c>. Pure.
/// </summary>
public static class PrometheusRules
{
    private const string Head = """
        # The alerting rules of the system {0}, for Prometheus: written by "perdure rules export", not to be edited.
        # They watch the metrics of each node (GET /metrics) as the node itself does. What differs:
        # - A node looks every second, Prometheus at each evaluation; scrape every 15s or more often.
        # - A value that trembles about its bound must come back a tenth beyond it to a node; here keep_firing_for alone calms it.
        # - What a node has kept of its budgets over a restart is not in its counters: after one, Prometheus reckons with what it has itself.
        # - What a node cannot read just now, as its queues while their store is lost, ends nothing there; here a series that is gone ends its alert.
        # - A node that is gone says nothing: add a rule with up == 0.

        """;

    /// <summary>Writes the file.</summary>
    public static string Write(SystemModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var text = new StringBuilder(Head.Replace("{0}", model.Name, StringComparison.Ordinal));
        var groups = model.Alerts.Where(rule => !rule.Disabled && rule.Expression is not null).GroupBy(rule => GroupOf(rule.Expression!)).ToList();
        text.Append(groups.Count == 0 ? "groups: []\n" : "groups:\n");
        foreach (var group in groups)
        {
            var rules = group.Select(rule => Rule(rule, model.Name)).ToList();
            text.Append($"  - name: {group.Key}\n").Append(rules.Any(rule => !rule.StartsWith('#')) ? "    rules:\n" : "    rules: []\n");
            foreach (var rule in rules)
                text.Append(RuleText.Indented(rule, 6)).Append('\n');
        }

        return text.ToString();
    }

    private static string GroupOf(AlertExpression expression) =>
        expression.Signal == AlertSignal.BudgetBurn ? "perdure-budgets" : $"perdure-{expression.Scope.ToString().ToLowerInvariant()}";

    private static string Rule(AlertModel rule, string system)
    {
        var (expression, problem) = RuleExpression.Of(rule.Expression!);
        if (expression is null)
            return $"# {rule.Name} ({rule.Expression}) is not here: {problem}.";
        var text = new StringBuilder($"- alert: {RuleText.Scalar(rule.Name)}\n  expr: |-\n{RuleText.Indented(expression, 4)}\n");
        if (rule.For > TimeSpan.Zero)
            text.Append($"  for: {RuleText.Duration(rule.For)}\n");
        if (rule.KeepFiringFor > TimeSpan.Zero)
            text.Append($"  keep_firing_for: {RuleText.Duration(rule.KeepFiringFor)}\n");
        text.Append("  labels:\n");
        foreach (var (name, value) in Labels(rule, system))
            text.Append($"    {name}: {RuleText.Scalar(value)}\n");
        text.Append("  annotations:\n");
        foreach (var (name, value) in Annotations(rule))
            text.Append($"    {name}: {RuleText.Scalar(value)}\n");
        return text.ToString().TrimEnd('\n');
    }

    private static IEnumerable<KeyValuePair<string, string>> Labels(AlertModel rule, string system)
    {
        var labels = rule.Labels.ToDictionary(pair => pair.Key, pair => RuleText.Literal(pair.Value));
        labels["severity"] = rule.Severity.ToString().ToLowerInvariant();
        labels["system"] = RuleText.Literal(system);
        if (rule.Expression!.Scope is AlertScope.Service or AlertScope.Route)
            labels[ScopeName(rule.Expression)] = Template(rule.Expression);
        return labels.OrderBy(pair => pair.Key, StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Annotations(AlertModel rule)
    {
        var where = rule.Expression!.Scope == AlertScope.Node ? "" : $"{ScopeName(rule.Expression)} {Template(rule.Expression)}: ";
        var texts = rule.Annotations.ToDictionary(pair => pair.Key, pair => RuleText.Literal(pair.Value));
        if (BuiltInAlerts.Find(rule.Name)?.Annotations["summary"] is { } own && rule.Annotations.GetValueOrDefault("summary") == own)
            texts["summary"] = where + own;
        texts.TryAdd("summary", where + RuleText.Literal(rule.Expression.ToString()));
        texts.TryAdd("description", where + RuleText.Literal(rule.Expression.ToString()) + ValueOf(rule.Expression));
        if (rule.Runbook is { } runbook)
            texts.TryAdd("runbook_url", RuleText.Literal(runbook));
        return texts.OrderBy(pair => pair.Key, StringComparer.Ordinal);
    }

    private static string ScopeName(AlertExpression expression) => expression.Scope.ToString().ToLowerInvariant();

    private static string Template(AlertExpression expression) =>
        $"{{{{ $labels.{(expression.Scope is AlertScope.Service or AlertScope.Route ? "perdure_" : "")}{ScopeName(expression)} }}}}";

    private static string ValueOf(AlertExpression expression) => AlertSignals.Of(expression.Signal).Unit switch
    {
        AlertUnit.Ratio => "; it is {{ $value | humanizePercentage }}",
        AlertUnit.Seconds => "; it is {{ $value | humanizeDuration }}",
        AlertUnit.Count => "; it is {{ $value | printf \"%.4g\" }}",
        _ => "",
    };
}
