using System.Collections.Immutable;

namespace Perdure.Telemetry.Incidents;

/// <summary>One line of an incident's time line. Immutable.</summary>
public sealed record IncidentEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>alert</c>, <c>event</c>, <c>reload</c>, <c>flag</c>, <c>note</c>, <c>step</c> or <c>action</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What happened, or what somebody wrote.</summary>
    public required string Text { get; init; }

    /// <summary>Who did it; null when nobody did.</summary>
    public string? By { get; init; }

    /// <summary>What it is about; may be empty.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;
}
