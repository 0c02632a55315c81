using System.Collections.Immutable;
using Perdure.Model;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Incidents;

/// <summary>A time of trouble, from its first alert until it has been quiet for a while, and all that happened in it. Immutable.</summary>
public sealed record Incident
{
    /// <summary>Its id: when it was opened, such as <c>20260301-120000</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>Whether it is open.</summary>
    public bool Open => ClosedAt is null;

    /// <summary>The worst of its alerts.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was closed; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who opened it; null when an alert did.</summary>
    public string? OpenedBy { get; init; }

    /// <summary>Whether it is closed by hand alone, because it was opened or reopened by hand.</summary>
    public bool ByHand { get; init; }

    /// <summary>The services of its alerts, in the order they came.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>Its alerts, in the order they came.</summary>
    public ImmutableArray<IncidentAlert> Alerts { get; init; } = [];

    /// <summary>What happened, in the order of time.</summary>
    public ImmutableList<IncidentEntry> Timeline { get; init; } = [];

    /// <summary>How many entries there was no room for.</summary>
    public int LeftOut { get; init; }

    /// <summary>How many of its alerts fire.</summary>
    public int Firing => Alerts.Count(alert => alert.Firing);

    /// <summary>Whom it hurt; the routes of which nothing was answered are not there.</summary>
    public ImmutableArray<RouteImpact> Impact { get; init; } = [];

    /// <summary>Since when that is counted: since it began to be so, a little before it was opened.</summary>
    public DateTimeOffset ImpactSince { get; init; }

    internal Incident With(IncidentEntry entry)
    {
        for (var like = Timeline.Count - 1; entry.Kind == JournaledEvents.Event && like >= Math.Max(0, Timeline.Count - IncidentLimits.AlikeMax); like--)
        {
            if (Timeline[like].IsEndOf(entry))
                break;
            if (Timeline[like] is var known && known.IsLike(entry) && known.At <= entry.At && entry.At - known.Last <= IncidentLimits.Alike)
                return this with { Timeline = Timeline.SetItem(like, known.Again(entry)) };
        }

        var full = Timeline.Count >= (entry.Kind is JournaledEvents.Event or JournaledEvents.Reload or JournaledEvents.Flag or JournaledEvents.Action ? IncidentLimits.EventsMax : IncidentLimits.EntriesMax);
        if (full)
            return this with { LeftOut = LeftOut + 1 };

        // Usually at the end; what is told late finds its place.
        var at = Timeline.Count;
        while (at > 0 && Timeline[at - 1].At > entry.At)
            at--;
        return this with { Timeline = Timeline.Insert(at, entry) };
    }
}
