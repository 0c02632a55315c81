using System.Collections.Immutable;
using System.Globalization;
using Perdure.Model;
using Perdure.Telemetry.Alerting;

namespace Perdure.Telemetry.Incidents;

/// <summary>
/// The incidents of a node, from one look to the next: at most one is open. It is opened by the first alert that fires and matters, joined by all that happens
/// while it is open, and closed when nothing has fired for a while. Pure; for one caller at a time.
/// </summary>
public sealed class IncidentBook
{
    private long _firedMs;
    private long _loadedMs;

    /// <summary>All of them, the newest first.</summary>
    public ImmutableArray<Incident> All { get; private set; } = [];

    /// <summary>The one that is open; null when none is.</summary>
    public Incident? Open => All.FirstOrDefault(incident => incident.Open);

    /// <summary>Goes up with every change that must not be lost.</summary>
    public long Version { get; private set; }

    /// <summary>Takes in what was kept. An incident that is open goes on, and has all of its quiet time before it.</summary>
    /// <param name="kept">The incidents, in any order.</param>
    /// <param name="nowMs">The time on a monotonic clock.</param>
    public void Load(IEnumerable<Incident> kept, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var open = false;
        var read = new Dictionary<string, Incident>();
        foreach (var incident in kept.OrderByDescending(incident => incident.OpenedAt).ThenByDescending(incident => incident.Id, StringComparer.Ordinal))
        {
            // Whatever somebody made of the file: one is open at most.
            read.TryAdd(incident.Id, incident.Open && open ? incident with { ClosedAt = LastOf(incident) } : incident);
            open |= incident.Open;
        }

        All = [.. read.Values];
        (_firedMs, _loadedMs) = (nowMs, nowMs);
        Forget();
    }

    /// <summary>Takes a look; says what it made of which incident.</summary>
    public IReadOnlyList<(IncidentTurn Turn, Incident Incident)> Look(IncidentLook look)
    {
        ArgumentNullException.ThrowIfNull(look);
        var turns = new List<(IncidentTurn, string Id)>();
        var wasOpen = Open is not null;
        EndOld(look);
        if (wasOpen)
            Update(Open!, AlertJoin.WithEvents(Open!, look.Events));
        foreach (var alert in look.Alerts.Where(alert => alert.Phase == AlertPhase.Firing))
            Take(alert, look, turns);
        if (Open is { } open)
        {
            Update(open, AlertJoin.WithEnds(open, look.Alerts));
            if (look.NowMs - _loadedMs >= IncidentLimits.Anew.TotalMilliseconds)
                Update(Open!, AlertJoin.WithoutGone(Open!, look));
            CloseIfQuiet(look, turns);
        }

        Forget();
        return [.. turns.Select(turn => (turn.Item1, All.FirstOrDefault(incident => incident.Id == turn.Id))).Where(turn => turn.Item2 is not null)
            .Select(turn => (turn.Item1, turn.Item2!))];
    }

    /// <summary>Adds to the harm of the open incident.</summary>
    public void Count(IReadOnlyList<RouteImpact> went)
    {
        ArgumentNullException.ThrowIfNull(went);
        if (Open is not { } open || went.Count == 0)
            return;
        var impact = open.Impact.ToDictionary(one => one.Route);
        foreach (var more in went)
            impact[more.Route] = impact.TryGetValue(more.Route, out var before) ? before.Plus(more) : more;
        Replace(open with { Impact = [.. impact.Values.OrderByDescending(one => one.Failed + one.Shed + one.Degraded).ThenBy(one => one.Route, StringComparer.Ordinal).Take(IncidentLimits.RoutesMax)] });
    }

    /// <summary>Opens one by hand. It is closed by hand.</summary>
    public IncidentAnswer OpenByHand(string title, string by, IncidentLook look)
    {
        ArgumentNullException.ThrowIfNull(look);
        if (Open is { } other)
            return new IncidentAnswer(other, IncidentRefusal.OtherOpen);
        var incident = new Incident
        {
            Id = NewId(look.Now),
            Title = Cut(title, IncidentLimits.TitleMax),
            Severity = AlertSeverity.Info,
            OpenedAt = look.Now,
            OpenedBy = by,
            ByHand = true,
            ImpactSince = look.Now,
        };
        incident = AlertJoin.WithEvents(incident, AlertJoin.Before(incident, look))
            .With(new IncidentEntry { At = look.Now, Kind = "action", Text = $"opened by {by}", By = by });
        Add(incident);
        return new IncidentAnswer(incident);
    }

    /// <summary>Closes one now. What still fires does not open another one; what fires anew does.</summary>
    public IncidentAnswer Close(string id, string by, DateTimeOffset now) => Change(id, incident => !incident.Open
        ? new IncidentAnswer(null, IncidentRefusal.IsClosed)
        : new IncidentAnswer(incident.With(new IncidentEntry { At = now, Kind = "action", Text = $"closed by {by}", By = by }) with { ClosedAt = now }));

    /// <summary>Opens a closed one again. It is closed by hand.</summary>
    public IncidentAnswer Reopen(string id, string by, IncidentLook look)
    {
        ArgumentNullException.ThrowIfNull(look);
        if (Open is { } other && other.Id != id && All.Any(incident => incident.Id == id))
            return new IncidentAnswer(other, IncidentRefusal.OtherOpen);
        return Change(id, incident => incident.Open
            ? new IncidentAnswer(null, IncidentRefusal.IsOpen)
            : new IncidentAnswer(AlertJoin.Again(incident, look).With(new IncidentEntry { At = look.Now, Kind = "action", Text = $"reopened by {by}", By = by }) with { ByHand = true }));
    }

    /// <summary>Adds what somebody wrote or did to an incident, open or closed.</summary>
    /// <param name="id">Of which; null: of the open one.</param>
    /// <param name="entry">What.</param>
    public IncidentAnswer Write(string? id, IncidentEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Change(id ?? Open?.Id ?? "", incident => incident.Timeline.Count >= IncidentLimits.EntriesMax
            ? new IncidentAnswer(null, IncidentRefusal.Full)
            : new IncidentAnswer(incident.With(entry with { Text = Cut(entry.Text, IncidentLimits.NoteMax) })));
    }

    private void Take(Alert alert, IncidentLook look, List<(IncidentTurn, string)> turns)
    {
        var silence = look.SilenceOf(alert);
        var counts = alert is { IsTrouble: true, Severity: not AlertSeverity.Info } && silence is null;
        if (Open is null)
        {
            if (!counts || All.Any(incident => AlertJoin.Has(incident, alert)))
                return;
            if (All.FirstOrDefault(incident => AlertJoin.Knows(incident, alert) && look.Now - incident.ClosedAt <= IncidentLimits.Reopen) is { } before)
            {
                Update(before, AlertJoin.Again(before, look).With(new IncidentEntry { At = look.Now, Kind = "action", Text = $"reopened: {alert.Name} fires again" }));
                turns.Add((IncidentTurn.Reopened, before.Id));
            }
            else
            {
                var incident = AlertJoin.Begin(NewId(look.Now), alert, look);
                Add(incident);
                turns.Add((IncidentTurn.Opened, incident.Id));
            }
        }

        var open = Open!;
        Update(open, AlertJoin.WithFiring(open, alert, counts, silence, look));
        if (open.Alerts.Any(one => one.Fingerprint == alert.Fingerprint && one.Counts) || counts)
            _firedMs = look.NowMs;
    }

    private void CloseIfQuiet(IncidentLook look, List<(IncidentTurn, string)> turns)
    {
        if (Open is not { ByHand: false } open || look.NowMs - _firedMs < IncidentLimits.Quiet.TotalMilliseconds)
            return;

        // What a restarted node did not see firing again ended with the restart, or before; what is only noted may go on.
        var ended = open with { Alerts = [.. open.Alerts.Select(alert => alert.Firing && !AlertJoin.Fires(alert, look) ? alert with { EndsAt = look.Now } : alert)] };
        var text = string.Create(CultureInfo.InvariantCulture, $"closed: nothing has fired for {IncidentLimits.Quiet.TotalMinutes} min");
        Update(open, ended.With(new IncidentEntry { At = look.Now, Kind = "action", Text = text }) with { ClosedAt = look.Now });
        turns.Add((IncidentTurn.Closed, open.Id));
    }

    // Those that were closed by hand while an alert fired, or that have noted one. What fires no more as it did is over: it was resolved, or the node was restarted.
    private void EndOld(IncidentLook look)
    {
        foreach (var incident in All.Where(incident => !incident.Open && incident.Firing > 0))
        {
            var alerts = incident.Alerts;
            foreach (var known in alerts.Where(alert => alert.Firing && !AlertJoin.Fires(alert, look)))
            {
                var told = look.Alerts.FirstOrDefault(one => one.Phase == AlertPhase.Resolved && one.Fingerprint == known.Fingerprint && one.StartsAt == known.StartsAt);
                alerts = alerts.Replace(known, known with { EndsAt = told?.EndsAt ?? look.Now });
            }

            if (alerts != incident.Alerts)
                Update(incident, incident with { Alerts = alerts });
        }
    }

    private IncidentAnswer Change(string id, Func<Incident, IncidentAnswer> change)
    {
        if (All.FirstOrDefault(incident => incident.Id == id) is not { } found)
            return new IncidentAnswer(null, IncidentRefusal.Unknown);
        var answer = change(found);
        if (answer.Refusal == IncidentRefusal.None)
            Update(found, answer.Incident!);
        return answer;
    }

    private void Add(Incident incident)
    {
        All = All.Insert(0, incident);
        Version++;
    }

    private void Update(Incident before, Incident after)
    {
        if (ReferenceEquals(before, after))
            return;
        Replace(after);
        Version++;
    }

    private void Replace(Incident after)
    {
        var at = All.ToList().FindIndex(incident => incident.Id == after.Id);
        All = All.SetItem(at, after);
    }

    private void Forget()
    {
        var (kept, entries) = (0, 0);
        var fit = All.Where(incident => incident.Open || (++kept <= IncidentLimits.IncidentsMax - 1 && (entries += incident.Timeline.Count) <= IncidentLimits.EntriesMaxTotal)).ToList();
        if (fit.Count != All.Length)
            All = [.. fit];
    }

    private string NewId(DateTimeOffset now)
    {
        var id = now.UtcDateTime.ToString("yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture);
        var unique = id;
        for (var more = 2; All.Any(incident => incident.Id == unique); more++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{id}-{more}");
        return unique;
    }

    private static DateTimeOffset LastOf(Incident incident) => incident.Timeline.IsEmpty ? incident.OpenedAt : incident.Timeline[^1].At;

    internal static string Cut(string text, int max) => text.Length > max ? text[..(max - 1)] + "…" : text;
}
