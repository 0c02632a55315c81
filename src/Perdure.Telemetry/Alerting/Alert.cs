using System.Collections.Immutable;
using Perdure.Model;

namespace Perdure.Telemetry.Alerting;

/// <summary>An alert as it stood at one moment. Immutable.</summary>
public sealed record Alert
{
    /// <summary>The rule's name.</summary>
    public required string Name { get; init; }

    /// <summary>Pending, firing or resolved.</summary>
    public required AlertPhase Phase { get; init; }

    /// <summary>How bad it is.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>
    /// Whether it is trouble of now, which is an incident: neither of severity info, nor a budget that leaks over days, for which there is time until the morning.
    /// </summary>
    public bool IsTrouble { get; init; } = true;

    /// <summary>What tells it apart from all others.</summary>
    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>Texts for people.</summary>
    public required ImmutableSortedDictionary<string, string> Annotations { get; init; }

    /// <summary>What the rule watches, as one would say it.</summary>
    public required string Expression { get; init; }

    /// <summary>The value when it was last read, as one would write it; null when it could not be read.</summary>
    public string? Value { get; init; }

    /// <summary>What to do, written down: a url or a path; null for nothing.</summary>
    public string? Runbook { get; init; }

    /// <summary>Since when it is so.</summary>
    public required DateTimeOffset ActiveAt { get; init; }

    /// <summary>Since when it fires; null while pending.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>When it was resolved; null before.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Since when a firing one is over, though that has not lasted yet; null while it is so, and in the other phases.</summary>
    public DateTimeOffset? OverSince { get; init; }

    /// <summary>A hash of the labels as Prometheus makes it, 16 hexadecimal digits.</summary>
    public required string Fingerprint { get; init; }
}
