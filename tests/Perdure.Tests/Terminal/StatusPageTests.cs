using Perdure.Console.Configuration;
using Perdure.Console.Nodes;
using Perdure.Terminal;
using Spectre.Console;

namespace Perdure.Tests.Terminal;

public sealed class StatusPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Page_shows_the_node_and_a_row_an_instance()
    {
        var page = Render(Node(null), [Service(Instance("catalog-1", "ejected") with { Why = "5 failures in a row", ErrorRatio = 0.2 })]);

        Assert.Contains("shop  node gateway-1  ready  up 1h30m", page, StringComparison.Ordinal);
        var row = page.Split('\n').Single(line => line.Contains("catalog-1", StringComparison.Ordinal));
        Assert.Contains("ejected", row, StringComparison.Ordinal);
        Assert.Contains("20.0%", row, StringComparison.Ordinal);
        Assert.Contains("5 failures in a row", row, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_nothing_fills_take_no_room()
    {
        var page = Render(Node(null), [Service(Instance("catalog-1", "available"))]);

        var header = page.Split('\n').Single(line => line.Contains("breaker", StringComparison.Ordinal));

        Assert.DoesNotContain("zone", header, StringComparison.Ordinal);
        Assert.DoesNotContain("process", header, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(105)]
    [InlineData(140)]
    public void Screen_that_is_narrow_still_shows_every_instance_and_its_state(int width)
    {
        var instance = Instance("catalog-1", "breaker-open") with
        {
            Zone = "eu-a",
            Breaker = new BreakerStatus("forced-closed", "closed", Now),
            Process = new InstanceProcess("running", 123456, 10, null, Now),
        };

        var page = Render(Node(null), [Service(instance with { Standby = true })], width);

        Assert.Contains("catalog-1 (standby)", page, StringComparison.Ordinal);
        Assert.Contains("breaker-open", page, StringComparison.Ordinal);
        Assert.All(page.Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
    }

    [Fact]
    public void Refused_reload_is_shown_with_its_errors()
    {
        var reload = new ReloadStatus
        {
            At = Now.AddSeconds(-12),
            Ok = false,
            Errors = [new ReloadProblem("perdure.yaml", 12, 9, "services.catalog[x]", "expected [bold]")],
        };

        var page = Render(Node(reload), []);

        Assert.Contains("refused 12s ago; the plan before it is in force", page, StringComparison.Ordinal);
        Assert.Contains("perdure.yaml:12:9: services.catalog[x]: expected [bold]", page, StringComparison.Ordinal);
        Assert.Contains("no services", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_that_is_lost_is_shown_with_what_is_wrong_and_the_nodes_as_last_known()
    {
        var coordination = new CoordinationStatus
        {
            Engine = "etcd",
            State = "lost",
            Since = Now.AddSeconds(-40),
            Location = "http://10.0.0.1:2379",
            Problem = "no answer [x]",
            Membership = "lost",
            MembershipProblem = "no answer [x]",
            Nodes =
            [
                new NodeSummary { Node = "gateway-1", Version = "0.1.0", Zone = "eu-a", Self = true },
                new NodeSummary { Node = "gateway-2", Version = "0.1.0" },
            ],
            Configuration = new FollowStatus { Version = 3, Target = 4, Problem = "configuration-4:1:1: no" },
            Pending = 2,
        };

        var page = Render(Node(null) with { Coordination = coordination }, []);

        Assert.Contains("store      etcd at http://10.0.0.1:2379  lost for 40s", page, StringComparison.Ordinal);
        Assert.Contains("no answer [x]", page, StringComparison.Ordinal);
        Assert.Contains("2 changes hold on this node alone", page, StringComparison.Ordinal);
        Assert.Contains("nodes      gateway-1 in eu-a (this one), gateway-2", page, StringComparison.Ordinal);
        Assert.Contains("plan       1, loaded 0s ago from version 3 of the shared configuration", page, StringComparison.Ordinal);
        Assert.Equal(page.IndexOf("no answer [x]", StringComparison.Ordinal), page.LastIndexOf("no answer [x]", StringComparison.Ordinal));
        Assert.Contains("shared     version 3", page, StringComparison.Ordinal);
        Assert.Contains("version 4 cannot be loaded here: configuration-4:1:1: no", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Overload_is_shown_with_who_gives_way()
    {
        var node = Node(null) with
        {
            Tiers = [new TierStatus("critical", 1_000, 0), new TierStatus("standard", 5_000, 0), new TierStatus("optional", 900, 700)],
            TierHeaders = new TierHeaderStatus(0, 12),
            Guard = new GuardStatus
            {
                Shedding = true, Level = 130.4, Cpu = 0.97, LagMs = 34.4, CpuLimit = 0.95, Cpus = 1.5, Memory = 0.25, MemoryLimit = 0.9, MemoryBytesMax = 1L << 31, Shed = 650,
            },
            Cache = new CacheStoreStatus(12, 3 << 20, 256 << 20, 0),
            Routes =
            [
                new RouteStatus { Name = "[home]", Service = "catalog", Tier = "optional", Fallbacks = 5, StaleServed = 2, FlaggedOff = 3, Flag = "suggest" },
                new RouteStatus { Name = "plain", Service = "catalog", Tier = "standard" },
            ],
        };

        var page = Render(node, []);

        Assert.Contains("tiers      critical 1,000  standard 5,000  optional 900 (700 turned away)  headers ignored 12", page, StringComparison.Ordinal);
        Assert.Contains("guard      CPU 97% of 1.5 (limit 95%), waits 34 ms  memory 25% of 2 GiB (limit 90%)", page, StringComparison.Ordinal);
        Assert.Contains("turns requests away, admits 130 of 192 priorities  650 turned away", page, StringComparison.Ordinal);
        Assert.Contains("cache      12 answers, 3 MiB of 256 MiB", page, StringComparison.Ordinal);
        Assert.Contains("route      [home]  optional; 3 with suggest off; 2 stale; 5 by fallback", page, StringComparison.Ordinal);
        Assert.DoesNotContain("plain", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Service_with_a_bulkhead_shows_how_full_it_is()
    {
        var bulkhead = new BulkheadStatus { Limit = 50, InFlight = 48, Queued = 3, Shed = 1_200 };

        var page = Render(Node(null), [Service() with { Bulkhead = bulkhead, Shed = 1_200, Degraded = 4, Hedges = 9, HedgesWon = 6, PoisonRefused = 2 }]);

        Assert.Contains("4 degraded, 1,200 turned away, 9 hedges (6 won), 2 refused as poison", page, StringComparison.Ordinal);
        Assert.Contains("48 of 50 in flight, 3 waiting, 1,200 turned away", page, StringComparison.Ordinal);
    }

    private static string Render(NodeStatus node, IReadOnlyList<ServiceStatus> services, int width = 250)
    {
        using var output = new StringWriter();
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        screen.Profile.Width = width;
        StatusPage.Write(screen, node, services, Now);
        return output.ToString();
    }

    private static NodeStatus Node(ReloadStatus? reload) => new()
    {
        Node = "gateway-1",
        System = "shop",
        State = "ready",
        Version = "0.1.0",
        StartedAt = Now.AddMinutes(-90),
        Plan = new PlanStatus(1, Now, "/etc/perdure.yaml"),
        LastReload = reload,
        Listeners = [],
        Totals = new RequestTotals(0, 0, 0, 0),
    };

    private static ServiceStatus Service(params InstanceStatus[] instances) =>
        new() { Name = "catalog", Protocol = "auto", Balancing = "two-choices", Instances = instances };

    private static InstanceStatus Instance(string id, string state) =>
        new() { Id = id, Url = "http://127.0.0.1:1", State = state, Since = Now, Breaker = new BreakerStatus("closed", "automatic", Now) };
}
