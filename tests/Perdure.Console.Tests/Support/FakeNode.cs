using Perdure.Console.Nodes;
using Perdure.Coordination.Shared;

namespace Perdure.Console.Tests.Support;

/// <summary>A node with two services that remembers what it was asked to do.</summary>
internal sealed class FakeNode : INodeView
{
    public static readonly DateTimeOffset Since = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private int _looks;

    public List<(string Service, string Instance, InstanceAction Action)> Acts { get; } = [];

    public ActionOutcome Outcome { get; set; } = ActionOutcome.Done;

    public ChangeReach Reach { get; set; }

    public Exception? Failure { get; set; }

    public List<HealthCheck> HealthChecks { get; } = [new("process", true, Liveness: true), new("gateway", true)];

    public Exception? Defect { get; set; }

    /// <summary>How often it was looked at.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>One more service.</summary>
    public ServiceStatus? Extra { get; set; }

    /// <summary>Whether it has 200 services of 10 instances instead.</summary>
    public bool Services200 { get; set; }

    public NodeStatus Status() => Defect is not null ? throw Defect : new()
    {
        Node = "gateway-1",
        System = "shop",
        State = "ready",
        Version = "0.1.0",
        StartedAt = Since,
        Plan = new PlanStatus(2, Since, "/etc/perdure.yaml"),
        LastReload = new ReloadStatus
        {
            At = Since,
            Ok = false,
            Errors = [new ReloadProblem("perdure.yaml", 12, 9, "services.catalog.retry.attempts", "expected an integer")],
        },
        Listeners = [new ListenerStatus("web", "http", "127.0.0.1:8080", false)],
        Totals = new RequestTotals(10, 9, 1, 2),
        Tiers = [new TierStatus("critical", 4, 0), new TierStatus("standard", 5, 1), new TierStatus("optional", 1, 1)],
        TierHeaders = new TierHeaderStatus(2, 3),
        Guard = new GuardStatus { Shedding = true, Level = 130.5, Cpu = 0.97, CpuLimit = 0.95, Cpus = 2, Memory = 0.2, Shed = 2 },
        Cache = new CacheStoreStatus(3, 4_096, 65_536, 1),
        Routes = [new RouteStatus { Name = "home", Service = "catalog", Tier = "optional", Cache = new CacheStatus { Hits = 7 } }],
    };

    public ServiceList Services()
    {
        Interlocked.Increment(ref _looks);
        if (Services200)
            return new ServiceList([.. Enumerable.Range(1, 200).Select(service => Service($"s{service}", [.. Enumerable.Range(1, 10).Select(at => $"s{service}-{at}")]))]);
        return new ServiceList([Service("catalog", "catalog-1", "catalog-2"), Service("payments", "pay-1"), .. Extra is { } extra ? [extra] : Array.Empty<ServiceStatus>()]);
    }

    public IReadOnlyList<HealthCheck> Checks() => HealthChecks;

    public Task<ActionResult> ActAsync(
        string service, string instance, InstanceAction action, string by, CancellationToken cancellationToken)
    {
        Acts.Add((service, instance, action));
        return Failure is null ? Task.FromResult(new ActionResult(Outcome, Reach)) : Task.FromException<ActionResult>(Failure);
    }

    private static ServiceStatus Service(string name, params string[] instances) => new()
    {
        Name = name,
        Protocol = "auto",
        Balancing = "two-choices",
        RetryBudgetLeft = 1.5,
        Bulkhead = name == "catalog" ? new BulkheadStatus { Limit = 50, ShedByTier = new Dictionary<string, long> { ["optional"] = 7 } } : null,
        Instances = [.. instances.Select(Instance)],
    };

    private static InstanceStatus Instance(string id) => new()
    {
        Id = id,
        Zone = "eu-a",
        Url = "http://127.0.0.1:5101",
        State = "breaker-open",
        Since = Since,
        Why = "5 failures in a row",
        Weight = 1,
        EffectiveWeight = 0.5,
        Breaker = new BreakerStatus("open", "automatic", Since),
        CheckPassing = true,
        Process = id == "catalog-2" ? new InstanceProcess("running", 42, 1, "exit code 1", Since) : null,
    };
}
