using Microsoft.Extensions.Logging;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Incidents;

/// <summary>What the incidents of a node are made from.</summary>
public sealed record IncidentSources
{
    /// <summary>The events.</summary>
    public required EventJournal Journal { get; init; }

    /// <summary>The alerts that are pending, firing, or were resolved lately.</summary>
    public required Func<IReadOnlyList<Alert>> Alerts { get; init; }

    /// <summary>The id of the silence that holds for an alert; null for none.</summary>
    public Func<Alert, string?> SilenceOf { get; init; } = _ => null;

    /// <summary>The plan in force.</summary>
    public required Func<SystemModel> Model { get; init; }

    /// <summary>Where the counters of the routes stand; nothing when they are not measured.</summary>
    public Func<IReadOnlyList<RouteImpact>> Totals { get; init; } = () => [];

    /// <summary>Where they are kept; null: in memory alone.</summary>
    public string? File { get; init; }

    /// <summary>Writes a file as a whole or not at all.</summary>
    public Action<string, byte[]> Write { get; init; } = System.IO.File.WriteAllBytes;

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where it is told what happens.</summary>
    public required ILogger Log { get; init; }
}
