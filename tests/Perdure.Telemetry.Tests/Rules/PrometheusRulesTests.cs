using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Perdure.Model;
using Perdure.Telemetry.Catalog;
using Perdure.Telemetry.Prometheus;
using Perdure.Telemetry.Rules;
using Perdure.Telemetry.Tests.Support;
using YamlDotNet.Serialization;

namespace Perdure.Telemetry.Tests.Rules;

/// <summary>The exported file: that it is one, that it names what exists, and, by Prometheus' own test tool, that it means what Perdure's own rules mean.</summary>
public sealed partial class PrometheusRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-rules-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SystemModel With(params AlertModel[] rules) => Measured.Model([], []) with { Alerts = [.. BuiltInAlerts.All, .. rules] };

    private static AlertModel Rule(string name, AlertExpression expression) => new() { Name = name, Expression = expression, KeepFiringFor = TimeSpan.Zero };

    private static AlertBound Bound(AlertSignal signal, double value) => new(AlertSignals.Of(signal).Unit, value);

    // Every signal, of everything that it can be of, by name and without, too much and too little.
    private static AlertModel[] Every() =>
    [
        .. from info in AlertSignals.All
           from scope in info.Scopes == AlertScope.Node ? [AlertScope.Node] : Enum.GetValues<AlertScope>().Where(one => one != AlertScope.Node && info.Scopes.HasFlag(one))
           from name in scope == AlertScope.Node ? [null] : (string?[])[null, "some \"name\""]
           from above in info.Unit == AlertUnit.Truth ? [true] : (bool[])[true, false]
           let bound = info.Unit == AlertUnit.Truth ? (AlertBound?)null : Bound(info.Signal, 0.5)
           select Rule(
               $"{info.Name}-{scope}-{name?.Length}-{above}",
               new AlertExpression { Signal = info.Signal, Scope = scope, Name = name, Above = above ? bound : null, Below = above ? null : bound, Over = TimeSpan.FromHours(1), MinimumRequests = above ? 1 : 30 }),
    ];

    [PromtoolFact]
    public async Task Prometheus_takes_a_rule_of_every_kind()
    {
        var rules = Every();
        var text = PrometheusRules.Write(With(rules));
        await File.WriteAllTextAsync(Path.Combine(_folder, "rules.yml"), text);

        var (exit, said) = await Promtool.RunAsync(_folder, "check", "rules", "rules.yml");

        Assert.True(exit == 0, said);
        Assert.Equal(2, rules.Count(rule => text.Contains($"# {rule.Name} (budget-burn below 0.5 over 1h) is not here: that a budget burns too slowly has no expression.", StringComparison.Ordinal)));
        Assert.Contains($"{BuiltInAlerts.All.Length + rules.Length - 2} rules found", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_metric_that_is_named_exists()
    {
        var known = MetricCatalog.All.SelectMany(metric => (string[])[PrometheusNames.Of(metric.Definition), PrometheusNames.Of(metric.Definition) + "_bucket", PrometheusNames.Of(metric.Definition) + "_count"]).ToHashSet();
        var named = MetricName().Matches(Exprs(PrometheusRules.Write(With(Every())))).Select(match => match.Value).Distinct().ToList();

        Assert.True(named.Count > 12);
        Assert.DoesNotContain(named, name => name is not ("perdure_service" or "perdure_route") && !known.Contains(name));
    }

    [Fact]
    public void What_others_write_is_only_text()
    {
        var rule = Rule("Odd", new AlertExpression { Signal = AlertSignal.StoreLost }) with
        {
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "it's {{ $labels }}"),
            Annotations = ImmutableSortedDictionary<string, string>.Empty.Add("summary", "one\ntwo \"three\" \\ four: #"),
        };
        var read = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(PrometheusRules.Write(With(rule)));
        var odd = read["groups"].SelectMany(group => (List<object>)group["rules"]).Cast<Dictionary<object, object>>().Single(one => (string)one["alert"] == "Odd");

        Assert.Equal("it's {{ \"{{\" }} $labels }}", ((Dictionary<object, object>)odd["labels"])["team"]);
        Assert.Equal("one\ntwo \"three\" \\ four: #", ((Dictionary<object, object>)odd["annotations"])["summary"]);
        Assert.False(odd.ContainsKey("for"));
        Assert.False(odd.ContainsKey("keep_firing_for"));
    }

    [Fact]
    public void Time_beyond_the_last_bucket_is_a_comment_that_says_so()
    {
        var text = PrometheusRules.Write(Measured.Model([], []) with { Alerts = [Rule("VerySlow", new AlertExpression { Signal = AlertSignal.LatencyP99, Scope = AlertScope.Route, Above = Bound(AlertSignal.LatencyP99, 20) })] });

        Assert.Contains("# VerySlow (latency-p99 above 20s over 1m) is not here: times beyond 10s are not told apart in histograms.", text, StringComparison.Ordinal);
        Assert.Contains("    rules: []", text, StringComparison.Ordinal);
    }

    [PromtoolFact]
    public async Task Rules_fire_in_Prometheus_when_they_would_on_a_node()
    {
        var rules = With(
            Rule("SlowRoute", new AlertExpression { Signal = AlertSignal.LatencyP99, Scope = AlertScope.Route, Above = Bound(AlertSignal.LatencyP99, 0.4), Over = TimeSpan.FromMinutes(5), MinimumRequests = 10 }),
            Rule("HalfGone", new AlertExpression { Signal = AlertSignal.Availability, Scope = AlertScope.Service, Below = Bound(AlertSignal.Availability, 0.6) }),
            Rule("Quiet", new AlertExpression { Signal = AlertSignal.ErrorRatio, Scope = AlertScope.Route, Below = Bound(AlertSignal.ErrorRatio, 0.01), Over = TimeSpan.FromMinutes(5), MinimumRequests = 50 }));
        await File.WriteAllTextAsync(Path.Combine(_folder, "rules.yml"), PrometheusRules.Write(rules));
        await File.WriteAllTextAsync(Path.Combine(_folder, "test.yml"), Scenarios);

        var (exit, said) = await Promtool.RunAsync(_folder, "test", "rules", "test.yml");

        Assert.True(exit == 0, said);
    }

    [GeneratedRegex(@"\b(perdure|http|system)_[a-z_]+[a-z]\b")]
    private static partial Regex MetricName();

    private static string Exprs(string text) => string.Join('\n', text.Split('\n').Where(line => line.StartsWith("          ", StringComparison.Ordinal) && !line.Contains("labels.", StringComparison.Ordinal)));
}
