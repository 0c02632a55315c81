using Microsoft.Extensions.Logging;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Events;
using Perdure.Telemetry.Incidents;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Incidents;

/// <summary>The incidents of a node, and the file that they are kept in.</summary>
public sealed class NodeIncidentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-incidents-").FullName;
    private readonly SteppedClock _clock = new();
    private readonly EventJournal _journal;
    private readonly Story _story = new();
    private IReadOnlyList<RouteImpact> _totals = [];
    private IReadOnlyList<Alert> _alerts = [];
    private int _writes;

    public NodeIncidentsTests() => _journal = new EventJournal(_clock);

    private string FilePath => Path.Combine(_folder, "incidents.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private NodeIncidents Node(bool writable = true) => Node(() => writable);

    private NodeIncidents Node(Func<bool> writable)
    {
        var logs = new JournalLogs(_journal);
        var incidents = new NodeIncidents(new IncidentSources
        {
            Journal = _journal,
            Alerts = () => _alerts,
            Model = () => new SystemModel { Name = "shop", Routes = [new RouteModel { Name = "web", Service = "catalog", Match = new RouteMatch { Path = "/*" } }] },
            Totals = () => _totals,
            File = FilePath,
            Write = (file, bytes) =>
            {
                _writes++;
                if (!writable())
                    throw new IOException("no room");
                File.WriteAllBytes(file, bytes);
            },
            Time = _clock,
            Log = logs.CreateLogger("Perdure"),
        });
        incidents.Load();
        return incidents;
    }

    private Alert Fire() => _story.Fire("PerdureErrors", AlertSeverity.Critical) with { ActiveAt = _clock.GetUtcNow().AddSeconds(-30), StartsAt = _clock.GetUtcNow() };

    [Fact]
    public void Incident_outlasts_a_restart_with_all_that_is_in_it()
    {
        var before = Node();
        _journal.Add(110, "instance-trouble", LogLevel.Warning, "catalog/c: ejected", new Dictionary<string, string> { ["service"] = "catalog" });
        _alerts = [Fire()];
        before.Look();
        before.Note(before.Current[0].Id, "a note\nof two lines", "ops");
        before.Step(null, "perdure drain catalog c: done", "ops", new Dictionary<string, string> { ["runbook"] = "PerdureErrors" });
        _clock.Step(TimeSpan.FromSeconds(1));
        before.Look();

        var after = Node();

        var (one, other) = (Assert.Single(before.Current), Assert.Single(after.Current));
        Assert.True(other.Open);
        Assert.Equal(one.Timeline.Select(entry => (entry.At, entry.Kind, entry.Text, entry.By)), other.Timeline.Select(entry => (entry.At, entry.Kind, entry.Text, entry.By)));
        Assert.Equal(["event", "alert", "note", "step"], other.Timeline.Select(entry => entry.Kind));
        Assert.Equal((one.Title, one.Severity, one.OpenedAt, one.ImpactSince), (other.Title, other.Severity, other.OpenedAt, other.ImpactSince));
        Assert.Equal("catalog", other.Alerts[0].Labels["service"]);
        Assert.Equal("PerdureErrors", other.Timeline[^1].Labels["runbook"]);
        Assert.Contains(_journal.After(0), happened => happened.Name == "incident-opened" && happened.Label("incident") == one.Id);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"format":2,"incidents":[]}""")]
    [InlineData("""{"format":1,"incidents":[null]}""")]
    [InlineData("""{"format":1,"incidents":[{"id":null,"title":"x","severity":"Warning","openedAt":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"format":1,"incidents":[{"id":"1","title":"x","severity":"Warning","openedAt":"2026-01-01T00:00:00Z","timeline":[null]}]}""")]
    [InlineData("""{"format":1,"incidents":[{"id":"1","title":"x","severity":"Awful","openedAt":"2026-01-01T00:00:00Z"}]}""")]
    public void Damaged_file_is_set_aside_and_told(string text)
    {
        File.WriteAllText(FilePath, text);

        Assert.Empty(Node().Current);

        Assert.Equal(text, File.ReadAllText(Assert.Single(Directory.GetFiles(_folder, "incidents.json.damaged-*"))));
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void File_of_a_smaller_past_is_read()
    {
        File.WriteAllText(FilePath, """{"format":1,"incidents":[{"id":"1","title":"x","severity":"Warning","openedAt":"2026-01-01T00:00:00Z"}]}""");

        var incident = Assert.Single(Node().Current);

        Assert.Equal(("1", true, 0), (incident.Id, incident.Open, incident.Timeline.Count));
    }

    [Fact]
    public void Nothing_is_written_while_nothing_changes()
    {
        var node = Node();
        node.Look();
        node.Look();
        Assert.Equal(0, _writes);
        _alerts = [Fire()];
        node.Look();
        node.Look();
        Assert.Equal(1, _writes);
        for (var second = 0; second < 60; second++)
        {
            _clock.Step(TimeSpan.FromSeconds(1));
            node.Look();
        }

        // What is counted goes to the file twice a minute.
        Assert.InRange(_writes, 2, 3);
    }

    [Fact]
    public void File_that_cannot_be_written_stops_nothing()
    {
        var node = Node(writable: false);
        _alerts = [Fire()];
        node.Look();

        Assert.True(Assert.Single(node.Current).Open);
        Assert.Equal(IncidentRefusal.None, node.Note(node.Current[0].Id, "a note", "ops").Refusal);
    }

    [Fact]
    public void What_could_not_be_written_is_written_when_there_is_room_again()
    {
        var writable = false;
        var node = Node(() => writable);
        _alerts = [Fire()];
        node.Look();
        node.Close(node.Current[0].Id, "ops");
        node.Look();
        writable = true;
        for (var second = 0; second < 11; second++)
        {
            _clock.Step(TimeSpan.FromSeconds(1));
            node.Look();
        }

        Assert.False(Assert.Single(Node().Current).Open);
    }

    [Fact]
    public void Harm_of_an_incident_that_is_opened_again_is_not_counted_twice()
    {
        var node = Node();
        node.Look();
        _clock.Step(TimeSpan.FromSeconds(60));
        _alerts = [Fire()];
        _totals = [new RouteImpact("web", 100, 50, 0, 0)];
        node.Look();
        Assert.Equal(50, Assert.Single(node.Current[0].Impact).Failed);
        node.Close(node.Current[0].Id, "ops");
        _clock.Step(TimeSpan.FromSeconds(1));
        node.Look();
        _clock.Step(TimeSpan.FromSeconds(60));
        node.Reopen(node.Current[0].Id, "ops");
        _totals = [new RouteImpact("web", 110, 55, 0, 0)];
        node.Look();

        Assert.Equal(new RouteImpact("web", 110, 55, 0, 0), Assert.Single(node.Current[0].Impact));
    }

    [Fact]
    public void Harm_is_counted_from_when_it_began_to_be_so()
    {
        var node = Node();
        _totals = [new RouteImpact("web", 100, 1, 0, 0)];
        node.Look();
        _clock.Step(TimeSpan.FromSeconds(20));
        _totals = [new RouteImpact("web", 200, 31, 0, 0)];
        node.Look();
        _clock.Step(TimeSpan.FromSeconds(15));
        _alerts = [Fire()];
        _totals = [new RouteImpact("web", 300, 61, 5, 0)];
        node.Look();
        Assert.Equal([new RouteImpact("web", 200, 60, 5, 0)], node.Current[0].Impact.AsEnumerable());

        // Counters that begin anew, as when the route is made anew.
        _clock.Step(TimeSpan.FromSeconds(1));
        _totals = [new RouteImpact("web", 10, 2, 0, 1)];
        node.Look();
        Assert.Equal([new RouteImpact("web", 210, 62, 5, 1)], node.Current[0].Impact.AsEnumerable());
    }

    [Fact]
    public async Task Last_events_of_a_node_that_stops_are_kept()
    {
        var node = Node();
        _alerts = [Fire()];
        node.Start();
        await Perdure.Gateway.Tests.Support.Eventually.Async(() => node.Current.Length == 1, "the incident is open");
        _journal.Add(8, "node-stopping", LogLevel.Information, "SIGTERM");
        await node.DisposeAsync();

        Assert.Equal("SIGTERM", Assert.Single(Node().Current).Timeline[^1].Text);
    }
}
