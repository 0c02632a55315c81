using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Perdure.Model;
using Perdure.Telemetry.Catalog;
using Perdure.Telemetry.Metrics;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Catalog;

public sealed class MetricCatalogTests
{
    [Fact]
    public void Names_are_of_one_metric_each()
    {
        Assert.Equal(MetricCatalog.All.Length, MetricCatalog.All.Select(metric => metric.Definition.Name).Distinct().Count());
        Assert.Equal(MetricCatalog.All.Length, MetricCatalog.All.Select(metric => metric.Definition.PrometheusName).Distinct().Count());
    }

    [Fact]
    public void Document_lists_every_metric_as_it_is()
    {
        var rows = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "metrics.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToHashSet();
        var expected = MetricCatalog.All.Select(RowOf).ToArray();

        var missing = expected.Where(row => !rows.Contains(row)).ToArray();
        var spare = rows.Except(expected).ToArray();

        Assert.True(missing.Length == 0 && spare.Length == 0, $"docs/metrics.md lacks:\n{string.Join('\n', missing)}\nand has too much:\n{string.Join('\n', spare)}");
    }

    [Fact]
    public async Task Series_have_the_labels_that_are_declared_and_no_two_are_the_same()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await EverythingAsync(backend.Url);
        await node.GetAsync();
        var wrong = new List<string>();
        foreach (var (definition, collect) in MetricCatalog.All)
        {
            var seen = new HashSet<string>();
            foreach (var sample in collect(node.Telemetry.Look()))
            {
                var tags = sample.Labels.Tags.Concat(sample.More?.Tags ?? []).ToArray();
                wrong.AddRange(tags.Select(tag => tag.Key).Except(definition.Labels).Select(label => $"{definition.Name} has a label {label} that is not declared"));
                if (!seen.Add(string.Join(",", tags)))
                    wrong.Add($"{definition.Name} has a series twice: {string.Join(",", tags)}");
                if ((definition.Kind == MetricKind.Histogram) != (sample.Durations is not null))
                    wrong.Add($"{definition.Name} is not of its kind");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Families_are_written_once_each_with_their_head_in_front()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await EverythingAsync(backend.Url);
        await node.GetAsync();

        var types = (await node.TextAsync()).Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToArray();

        Assert.Equal(types.Length, types.Distinct().Count());
        var known = MetricCatalog.All.Select(metric => metric.Definition.PrometheusName).ToArray();
        Assert.Equal([], types.Except(known));
        // Not in this process, or not at this moment.
        string[] absent = ["perdure_service_hedge_budget", "perdure_instance_check", "perdure_bulkhead_shed_total", "perdure_limits_nodes", "perdure_limits_heard", "perdure_guard_", "perdure_listener_certificate_"];
        Assert.Equal([], known.Except(types).Where(name => !absent.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))));
    }

    [PromtoolFact]
    public async Task Linter_of_prometheus_finds_nothing()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync("x"));
        await using var node = await EverythingAsync(backend.Url);
        await node.GetAsync();
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;

        await promtool.StandardInput.WriteAsync(await node.TextAsync());
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        Assert.True(promtool.ExitCode == 0 && said.Length == 0, said);
    }

    private static Task<Measured> EverythingAsync(Uri instance)
    {
        var bulkhead = new BulkheadModel { MaxConcurrent = 10 };
        var model = Measured.Model(
            service => service with { Bulkhead = bulkhead, Hedge = new HedgeModel() }, route => route with { Bulkhead = bulkhead, Cache = new CacheModel(), Objective = new ObjectiveModel { Latency = new LatencyObjectiveModel { Within = TimeSpan.FromSeconds(1) } } }, instance);
        var queue = new QueueSample { Name = "mail", Jobs = [("pending", 3)], MaxDepth = 100, Events = [("enqueued", 7)] };
        var store = new Coordination.Storage.StoreStatus { Engine = "embedded", State = Coordination.Storage.StoreState.Connected, Since = DateTimeOffset.UnixEpoch, Location = "x" };
        return Measured.StartAsync(model, new DurableSample(true, [queue]), new StoreWatch(() => store, TimeProvider.System));
    }

    private static string RowOf(Metric metric)
    {
        var definition = metric.Definition;
        var labels = string.Join(", ", definition.Labels.Select(label => $"`{label.Replace('.', '_')}`"));
        var kind = definition.Kind == MetricKind.UpDownCounter ? "up-down counter" : definition.Kind.ToString().ToLowerInvariant();
        return $"| `{definition.PrometheusName}` | `{definition.Name}` | {kind} | {definition.Unit} | {labels} | {definition.Help} |";
    }
}
