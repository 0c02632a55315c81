using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Model;
using Perdure.Telemetry.Objectives;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Objectives;

/// <summary>What is counted, and what of it outlasts a restart, in virtual time.</summary>
public sealed class NodeObjectivesTests : IDisposable
{
    private static readonly ObjectiveModel s_objective = new() { Latency = new LatencyObjectiveModel { Within = TimeSpan.FromMilliseconds(100) } };

    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-objectives-").FullName;
    private readonly SteppedClock _clock = new();
    private ObjectiveModel? _declared = s_objective;
    private BudgetCounts _counts;

    private string PathOfFile => Path.Combine(_folder, "objectives.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private NodeObjectives Open(TimeProvider? clock = null, Func<bool>? owned = null) => new(
        () => _declared is null ? [] : [new RouteReading("checkout", _declared, _counts)],
        new ObjectiveFile(PathOfFile, File.WriteAllBytes, NullLogger.Instance),
        owned ?? (() => true),
        clock ?? _clock,
        NullLogger.Instance);

    [Fact]
    public async Task Restart_goes_on_where_the_node_was()
    {
        await using (var before = Open())
        {
            _counts = new BudgetCounts(10_000, 4, 9_000, 50);
            before.Look();
        }

        _counts = new BudgetCounts(100, 1, 100, 0);
        _clock.Step(TimeSpan.FromHours(2));
        await using var after = Open();
        after.Look();
        var now = after.Current.Single();

        Assert.Equal((10_100, 5), (now.Availability.Total, now.Availability.Bad));
        Assert.Equal((9_100, 50), (now.Latency!.Total, now.Latency.Bad));
        Assert.Equal((100, 1), (now.Availability.Burn[2].Total, now.Availability.Burn[2].Bad));
        Assert.Equal(new BudgetCounts(100, 1, 100, 0), now.SinceStart);
    }

    [Fact]
    public void It_is_kept_once_a_minute_too()
    {
        var node = Open();
        node.Look();
        Assert.False(File.Exists(PathOfFile));
        _clock.Step(TimeSpan.FromSeconds(61));
        _counts = new BudgetCounts(5, 0, 5, 0);
        node.Look();

        Assert.Contains("checkout", File.ReadAllText(PathOfFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clock_that_went_back_over_a_restart_loses_nothing()
    {
        _clock.Step(TimeSpan.FromDays(10));
        await using (var before = Open())
        {
            _counts = new BudgetCounts(1_000, 10, 1_000, 0);
            before.Look();
        }

        _counts = new BudgetCounts(10, 0, 10, 0);
        await using var after = Open(new SteppedClock());
        after.Look();

        Assert.Equal((1_010, 10), (after.Current.Single().Availability.Total, after.Current.Single().Availability.Bad));
    }

    [Fact]
    public void Counters_that_begin_anew_take_nothing_back()
    {
        var node = Open();
        _counts = new BudgetCounts(1_000, 10, 1_000, 0);
        node.Look();
        _counts = new BudgetCounts(7, 1, 7, 0);
        node.Look();

        Assert.Equal((1_007, 11), (node.Current.Single().Availability.Total, node.Current.Single().Availability.Bad));
    }

    [Fact]
    public void Objective_that_a_reload_adds_begins_with_what_comes_after_it()
    {
        _declared = null;
        var node = Open();
        node.Look();
        (_declared, _counts) = (s_objective, new BudgetCounts(1_000, 1_000, 0, 0));
        node.Look();
        _counts = new BudgetCounts(1_001, 1_000, 0, 0);
        node.Look();

        Assert.Equal((1, 0), (node.Current.Single().Availability.Total, node.Current.Single().Availability.Bad));
    }

    [Fact]
    public void Other_bound_of_latency_begins_anew_and_availability_goes_on()
    {
        var node = Open();
        _counts = new BudgetCounts(1_000, 10, 1_000, 900);
        node.Look();
        _declared = s_objective with { Window = TimeSpan.FromDays(90), Latency = new LatencyObjectiveModel { Within = TimeSpan.FromSeconds(1) } };
        _counts = new BudgetCounts(1_100, 10, 1_100, 0);
        node.Look();
        _counts = new BudgetCounts(1_200, 10, 1_200, 5);
        node.Look();

        Assert.Equal((1_200, 10), (node.Current.Single().Availability.Total, node.Current.Single().Availability.Bad));
        Assert.Equal((100, 5), (node.Current.Single().Latency!.Total, node.Current.Single().Latency!.Bad));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"format\":2,\"savedAtMs\":0,\"routes\":[]}")]
    [InlineData("{\"format\":1,\"savedAtMs\":60000,\"routes\":[{\"route\":\"checkout\",\"windowHours\":720,\"withinUs\":0,\"minutes\":[9,1,0,0,0],\"hours\":[]}]}")]
    [InlineData("{\"format\":1,\"savedAtMs\":60000,\"routes\":[{\"route\":\"checkout\",\"windowHours\":720,\"withinUs\":0,\"minutes\":[1,1,2,0,0],\"hours\":[]}]}")]
    [InlineData("{\"format\":1,\"savedAtMs\":60000,\"routes\":[{\"route\":\"checkout\",\"windowHours\":720,\"withinUs\":0,\"minutes\":[1,1],\"hours\":[]}]}")]
    [InlineData("{\"format\":1,\"savedAtMs\":9223372036854775807,\"routes\":[]}")]
    [InlineData("{\"format\":1,\"savedAtMs\":60000,\"routes\":[null]}")]
    public void Damaged_file_is_set_aside_and_it_begins_anew(string text)
    {
        File.WriteAllText(PathOfFile, text, Encoding.UTF8);
        var node = Open();
        _counts = new BudgetCounts(3, 0, 3, 0);
        node.Look();

        Assert.Equal(3, node.Current.Single().Availability.Total);
        Assert.True(File.Exists(PathOfFile + ".damaged"));
    }

    [Fact]
    public async Task Process_that_takes_over_adds_what_the_one_before_counts_to_its_end()
    {
        var (held, old) = (false, Open());
        _counts = new BudgetCounts(100, 1, 0, 0);
        old.Look();
        _clock.Step(TimeSpan.FromSeconds(61));
        old.Look();

        var mine = default(BudgetCounts);
        await using var next = new NodeObjectives(
            () => [new RouteReading("checkout", s_objective, mine)], new ObjectiveFile(PathOfFile, File.WriteAllBytes, NullLogger.Instance), () => held, _clock, NullLogger.Instance);
        mine = new BudgetCounts(20, 2, 0, 0);
        next.Look();
        Assert.Equal((120, 3), (next.Current.Single().Availability.Total, next.Current.Single().Availability.Bad));

        // The old one still answers what it has, and goes.
        _counts = new BudgetCounts(150, 1, 0, 0);
        await old.DisposeAsync();
        held = true;
        next.Look();
        Assert.Equal((170, 3), (next.Current.Single().Availability.Total, next.Current.Single().Availability.Bad));
    }
}
