using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Incidents;

/// <summary>What there is to see of the node at one moment.</summary>
public sealed record IncidentLook
{
    /// <summary>The time of day.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The time on a monotonic clock, in ms.</summary>
    public required long NowMs { get; init; }

    /// <summary>The alerts that are pending, firing, or were resolved lately.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>The id of the silence that holds for an alert; null for none.</summary>
    public Func<Alert, string?> SilenceOf { get; init; } = _ => null;

    /// <summary>The service behind a route; null when it is not known.</summary>
    public Func<string, string?> ServiceOfRoute { get; init; } = _ => null;

    /// <summary>The events since the last look, oldest first.</summary>
    public IReadOnlyList<JournalEvent> Events { get; init; } = [];

    /// <summary>All events that are still known, those of <see cref="Events"/> included, oldest first; asked for when an incident begins.</summary>
    public Func<IReadOnlyList<JournalEvent>> Known { get; init; } = () => [];
}
