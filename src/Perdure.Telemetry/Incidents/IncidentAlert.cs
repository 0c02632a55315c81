using System.Collections.Immutable;
using Perdure.Model;

namespace Perdure.Telemetry.Incidents;

/// <summary>An alert as it stood last in an incident. Immutable.</summary>
public sealed record IncidentAlert
{
    /// <summary>The rule's name.</summary>
    public required string Name { get; init; }

    /// <summary>How bad it is.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>A hash of its labels.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What the rule watches.</summary>
    public required string Expression { get; init; }

    /// <summary>The value when it was last read.</summary>
    public string? Value { get; init; }

    /// <summary>What tells it apart.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Texts for people.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What to do: a url or a path; null for nothing.</summary>
    public string? Runbook { get; init; }

    /// <summary>Since when it was so.</summary>
    public required DateTimeOffset ActiveAt { get; init; }

    /// <summary>When it fired.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>When it was over; null while it fires.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Whether it holds the incident open: trouble of now, and not silenced when it fired.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>Whether it fires.</summary>
    public bool Firing => EndsAt is null;
}
