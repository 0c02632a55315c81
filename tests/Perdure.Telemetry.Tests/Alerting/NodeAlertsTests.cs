using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination.Storage;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Alerting.Silences;
using Perdure.Telemetry.Nodes;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Alerting;

/// <summary>A real gateway that is watched, and a real receiver that is told.</summary>
public sealed class NodeAlertsTests
{
    private static readonly Uri s_nowhere = new("http://127.0.0.1:1");

    private static AlertModel Rule(string name, AlertExpression expression) => new() { Name = name, Expression = expression, KeepFiringFor = TimeSpan.Zero };

    private static AlertExpression Above(AlertSignal signal, AlertScope scope, double bound) =>
        new() { Signal = signal, Scope = scope, Above = new AlertBound(AlertSignals.Of(signal).Unit, bound) };

    private static NodeAlerts Watch(Measured node, ImmutableArray<AlertModel> rules, params NotifyModel[] notify)
    {
        var model = node.Gateway.Model with { Alerts = rules, Notify = [.. notify] };
        return new NodeAlerts(node.Telemetry, () => model, new SilenceBook(null, File.WriteAllBytes, TimeProvider.System, NullLogger.Instance), () => "http://admin", NullLogger.Instance);
    }

    [Fact]
    public async Task Traffic_is_seen_by_service_and_by_route()
    {
        await using var backend = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/bad" ? 500 : 200;
            return Task.CompletedTask;
        });
        await using var node = await Measured.StartAsync(Measured.Model(null, null, backend.Url));
        await using var alerts = Watch(
            node,
            [
                Rule("ServiceErrors", Above(AlertSignal.ErrorRatio, AlertScope.Service, 0.2)),
                Rule("RouteErrors", Above(AlertSignal.ErrorRatio, AlertScope.Route, 0.2)),
                Rule("FewErrors", Above(AlertSignal.ErrorRatio, AlertScope.Route, 0.9)),
                Rule("TooFew", Above(AlertSignal.ErrorRatio, AlertScope.Route, 0.2) with { MinimumRequests = 100 }),
                Rule("RouteSlow", Above(AlertSignal.LatencyP50, AlertScope.Route, 0)),
                Rule("ServiceSlow", Above(AlertSignal.LatencyP99, AlertScope.Service, 0)),
                Rule("NobodySheds", Above(AlertSignal.ShedRatio, AlertScope.Service, 0)),
            ]);
        await alerts.LookAsync();
        Assert.Empty(alerts.Current);
        await node.GetAsync("/bad");
        await node.GetAsync("/good");

        await alerts.LookAsync();

        Assert.Equal(["RouteErrors", "RouteSlow", "ServiceErrors", "ServiceSlow"], alerts.Current.Select(alert => alert.Name).Order());
        var route = alerts.Current.Single(alert => alert.Name == "RouteErrors");
        Assert.Equal(("all", "node-1", "shop", "50%", AlertPhase.Firing), (route.Labels["route"], route.Labels["node"], route.Labels["system"], route.Value, route.Phase));
        Assert.Equal("route all: error-ratio above 20% over 1m; it is 50%", route.Annotations["description"]);
    }

    [Fact]
    public async Task Built_in_rules_are_quiet_on_a_node_that_is_well_and_see_what_is_lost()
    {
        var state = new StoreStatus { Engine = "etcd", State = StoreState.Connected, Since = DateTimeOffset.UnixEpoch, Location = "x" };
        var queue = new QueueSample { Name = "mail", Jobs = [("pending", 3), ("dead", 0)], Events = [] };
        await using var node = await Measured.StartAsync(Measured.Model(null, null, s_nowhere), new DurableSample(true, [queue]), new StoreWatch(() => state, TimeProvider.System));
        var atOnce = BuiltInAlerts.All.Where(rule => rule.Name != "PerdureDiskFull").Select(rule => rule with { For = TimeSpan.Zero, KeepFiringFor = TimeSpan.Zero }).ToImmutableArray();
        await using var alerts = Watch(node, atOnce);
        await alerts.LookAsync();
        Assert.Empty(alerts.Current);

        state = state with { State = StoreState.Lost };
        await alerts.LookAsync();
        var lost = Assert.Single(alerts.Current);
        Assert.Equal(("PerdureStoreLost", AlertPhase.Firing, "docs/runbooks/PerdureStoreLost.md"), (lost.Name, lost.Phase, lost.Annotations["runbook_url"]));

        state = state with { State = StoreState.Connected };
        node.Gateway.Services[0].Pool.Drain(node.Gateway.Services[0].Pool.Instances[0], node.Gateway.NowMs);
        await alerts.LookAsync();
        Assert.Equal([("PerdureServiceDown", AlertPhase.Firing), ("PerdureStoreLost", AlertPhase.Resolved)], alerts.Current.Select(alert => (alert.Name, alert.Phase)));
        Assert.Equal("service catalog: no instance of the service takes regular traffic", alerts.Current[0].Annotations["summary"]);
        Assert.Equal(1, alerts.Figures.Rules.Single(rule => rule.Rule == "PerdureServiceDown").Firing);
    }

    [Fact]
    public async Task Queue_that_is_old_and_has_dead_jobs_is_seen()
    {
        var queue = new QueueSample { Name = "mail", Jobs = [("pending", 3), ("claimed", 2), ("dead", 1)], OldestAgeSeconds = 700, Events = [] };
        await using var node = await Measured.StartAsync(Measured.Model(null, null, s_nowhere), new DurableSample(true, [queue]));
        await using var alerts = Watch(
            node,
            [
                Rule("Old", Above(AlertSignal.QueueAge, AlertScope.Queue, 600)), Rule("Deep", Above(AlertSignal.QueueDepth, AlertScope.Queue, 4)),
                Rule("Deeper", Above(AlertSignal.QueueDepth, AlertScope.Queue, 5)), Rule("Dead", Above(AlertSignal.DeadJobs, AlertScope.Queue, 0)),
            ]);

        await alerts.LookAsync();

        Assert.Equal(["Dead", "Deep", "Old"], alerts.Current.Select(alert => alert.Name).Order());
        Assert.Equal("11m40s", alerts.Current.Single(alert => alert.Name == "Old").Value);
    }

    [Fact]
    public async Task Durable_store_that_is_lost_is_seen_and_its_queues_hold_what_they_said()
    {
        await using var node = await Measured.StartAsync(Measured.Model(null, null, s_nowhere), new DurableSample(false, []));
        await using var alerts = Watch(node, [Rule("Lost", new AlertExpression { Signal = AlertSignal.DurabilityLost }), Rule("Old", Above(AlertSignal.QueueAge, AlertScope.Queue, 600) with { Name = "mail" })]);

        await alerts.LookAsync();

        Assert.Equal("Lost", Assert.Single(alerts.Current).Name);
    }

    [Fact]
    public async Task Alert_of_a_queue_outlasts_the_loss_of_the_store_and_ends_with_the_queue()
    {
        var queue = new QueueSample { Name = "mail", Jobs = [("dead", 1)], OldestAgeSeconds = 700, Events = [] };
        var declared = Measured.Model(null, null, s_nowhere) with { Queues = [new QueueModel { Name = "mail" }] };
        await using var node = await Measured.StartAsync(declared, new DurableSample(true, [queue]));
        await using var alerts = Watch(node, [Rule("Dead", Above(AlertSignal.DeadJobs, AlertScope.Queue, 0))]);
        await alerts.LookAsync();

        node.Durable = new DurableSample(false, []);
        await NextAsync(node, alerts);
        Assert.Equal(AlertPhase.Firing, Assert.Single(alerts.Current).Phase);

        await node.Gateway.ReloadAsync(declared with { Queues = [] }, CancellationToken.None);
        await NextAsync(node, alerts);
        Assert.Equal(AlertPhase.Resolved, Assert.Single(alerts.Current).Phase);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("catalog")]
    public async Task Alert_of_a_bulkhead_ends_when_a_reload_takes_the_bulkhead_away(string? name)
    {
        var model = Measured.Model(service => service with { Bulkhead = new BulkheadModel() }, null, s_nowhere);
        await using var node = await Measured.StartAsync(model);
        var full = new AlertExpression { Signal = AlertSignal.Saturation, Scope = AlertScope.Service, Name = name, Below = new AlertBound(AlertUnit.Ratio, 0.5) };
        await using var alerts = Watch(node, [Rule("Idle", full)]);
        await alerts.LookAsync();
        Assert.Equal(AlertPhase.Firing, Assert.Single(alerts.Current).Phase);

        await node.Gateway.ReloadAsync(Measured.Model(null, null, s_nowhere), CancellationToken.None);
        await NextAsync(node, alerts);
        Assert.Equal(AlertPhase.Resolved, Assert.Single(alerts.Current).Phase);
    }

    [Fact]
    public async Task Rule_that_goes_or_gets_other_labels_ends_its_alert()
    {
        await using var node = await Measured.StartAsync(Measured.Model(null, null, s_nowhere), new DurableSample(false, []));
        var rule = Rule("Lost", new AlertExpression { Signal = AlertSignal.DurabilityLost });
        var model = node.Gateway.Model with { Alerts = [rule] };
        await using var alerts = new NodeAlerts(
            node.Telemetry, () => model, new SilenceBook(null, File.WriteAllBytes, TimeProvider.System, NullLogger.Instance), () => "", NullLogger.Instance);
        await alerts.LookAsync();

        model = model with { Alerts = [rule with { Severity = AlertSeverity.Critical }] };
        await NextAsync(node, alerts);
        Assert.Equal([("critical", AlertPhase.Firing), ("warning", AlertPhase.Resolved)], alerts.Current.Select(alert => (alert.Labels["severity"], alert.Phase)));

        model = model with { Alerts = [] };
        await NextAsync(node, alerts);
        Assert.All(alerts.Current, alert => Assert.Equal(AlertPhase.Resolved, alert.Phase));
    }

    [Fact]
    public async Task Receiver_that_hangs_holds_up_no_other_and_a_silenced_alert_is_told_to_nobody()
    {
        var told = new ConcurrentQueue<JsonElement>();
        using var forever = new CancellationTokenSource();
        await using var good = await TestBackend.StartAsync(async context => told.Enqueue((await JsonDocument.ParseAsync(context.Request.Body)).RootElement.Clone()));
        await using var hanging = await TestBackend.StartAsync(context => new TaskCompletionSource().Task.WaitAsync(forever.Token));
        await using var node = await Measured.StartAsync(Measured.Model(null, null, s_nowhere), new DurableSample(false, []));
        var quick = new NotifyModel { Webhook = hanging.Url, GroupWait = TimeSpan.Zero, GroupInterval = TimeSpan.FromSeconds(1) };
        await using var alerts = Watch(
            node,
            [Rule("Loud", new AlertExpression { Signal = AlertSignal.DurabilityLost }), Rule("Quiet", new AlertExpression { Signal = AlertSignal.DurabilityLost })],
            quick,
            quick with { Webhook = good.Url });
        alerts.Silences.Add([LabelMatcher.Parse("alertname=~Qui.*", out _)!], TimeSpan.FromHours(1), "ops", "");

        await alerts.LookAsync();
        await Eventually.Async(() => alerts.Receivers[1].Delivered == 1, "the other receiver is told");

        Assert.Equal("Loud", Assert.Single(told).GetProperty("commonLabels").GetProperty("alertname").GetString());
        Assert.Equal(0, alerts.Receivers[0].Delivered);
        await forever.CancelAsync();
    }

    // What turns is told from look to look, and a look needs a moment of its own.
    private static async Task NextAsync(Measured node, NodeAlerts alerts)
    {
        var before = node.Gateway.NowMs;
        await Eventually.Async(() => node.Gateway.NowMs > before, "time goes on");
        await alerts.LookAsync();
    }
}
