using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Events;
using Perdure.Telemetry.Incidents;

namespace Perdure.Telemetry.Tests.Incidents;

/// <summary>A book of incidents, and the alerts and events that a test lets it see.</summary>
internal sealed class Story
{
    private static readonly DateTimeOffset s_begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, Alert> _alerts = [];
    private readonly Clock _clock = new();
    private long _seen;

    public Story() => Journal = new EventJournal(_clock);

    public IncidentBook Book { get; private set; } = new();

    public EventJournal Journal { get; }

    public HashSet<string> Silenced { get; } = [];

    public long NowMs => _clock.Ms;

    public DateTimeOffset Now => _clock.GetUtcNow();

    public Incident Open => Assert.Single(Book.All, incident => incident.Open);

    public void Pass(TimeSpan time) => _clock.Ms += (long)time.TotalMilliseconds;

    public Alert Fire(string name, AlertSeverity severity = AlertSeverity.Warning, string? service = "catalog", TimeSpan pending = default, bool trouble = true)
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty.Add("alertname", name);
        if (service is not null)
            labels = labels.Add("service", service);
        return _alerts[name] = new Alert
        {
            Name = name,
            Phase = AlertPhase.Firing,
            Severity = severity,
            IsTrouble = trouble,
            Labels = labels,
            Annotations = ImmutableSortedDictionary<string, string>.Empty.Add("summary", $"service {service}: it is bad"),
            Expression = "error-ratio above 5%",
            Value = "7%",
            Runbook = $"docs/runbooks/{name}.md",
            ActiveAt = Now - pending,
            StartsAt = Now,
            Fingerprint = $"{name}/{service}",
        };
    }

    public void Resolve(string name) => _alerts[name] = _alerts[name] with { Phase = AlertPhase.Resolved, EndsAt = Now };

    public void Forget(string name) => _alerts.Remove(name);

    public bool Fires(string name) => _alerts.TryGetValue(name, out var alert) && alert.Phase == AlertPhase.Firing;

    public bool FiresExactly(string fingerprint) => Firing.Any(alert => alert.Fingerprint == fingerprint);

    public IEnumerable<Alert> Firing => _alerts.Values.Where(alert => alert.Phase == AlertPhase.Firing);

    public JournalEvent Happen(int id, string name, string text, params (string Name, string Value)[] labels) =>
        Journal.Add(id, name, LogLevel.Warning, text, labels.ToDictionary(label => label.Name, label => label.Value));

    public IReadOnlyList<(IncidentTurn Turn, Incident Incident)> Look() => Book.Look(Seen());

    public IncidentLook Seen()
    {
        var events = Journal.After(_seen);
        _seen = Journal.Last;
        return new IncidentLook
        {
            Now = Now,
            NowMs = NowMs,
            Alerts = [.. _alerts.Values],
            SilenceOf = alert => Silenced.Contains(alert.Name) ? "s1" : null,
            ServiceOfRoute = route => route == "web" ? "catalog" : null,
            Events = events,
            Known = () => Journal.After(0),
        };
    }

    /// <summary>Looks every so often until a time has passed.</summary>
    public List<(IncidentTurn Turn, Incident Incident)> LookFor(TimeSpan time, TimeSpan? step = null)
    {
        var turns = new List<(IncidentTurn, Incident)>();
        var (left, each) = (time, step ?? TimeSpan.FromSeconds(10));
        while (left > TimeSpan.Zero)
        {
            Pass(each);
            left -= each;
            turns.AddRange(Look());
        }

        return turns;
    }

    /// <summary>The node is started again: its alerts begin anew.</summary>
    public void Restart()
    {
        var kept = Book.All;
        Book = new IncidentBook();
        _alerts.Clear();
        Book.Load(kept, NowMs);
    }

    private sealed class Clock : TimeProvider
    {
        public long Ms { get; set; }

        public override DateTimeOffset GetUtcNow() => s_begin.AddMilliseconds(Ms);
    }
}
