using System.Collections.Immutable;
using System.Globalization;
using Perdure.Telemetry.Events;

namespace Perdure.Telemetry.Incidents;

/// <summary>One line of an incident's time line. Immutable.</summary>
public sealed record IncidentEntry
{
    private static readonly string[] s_names = ["event", "service", "instance", "route", "queue", "flag", "what"];

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>alert</c>, <c>event</c>, <c>reload</c>, <c>flag</c>, <c>note</c>, <c>step</c> or <c>action</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What happened, or what somebody wrote.</summary>
    public required string Text { get; init; }

    /// <summary>How often it happened, when the same happened again and again; 1 otherwise. <see cref="Text"/> says it too.</summary>
    public int Times { get; init; } = 1;

    /// <summary>When it happened last; null when it happened once.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who did it; null when nobody did.</summary>
    public string? By { get; init; }

    /// <summary>What it is about; may be empty.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>When it happened last.</summary>
    internal DateTimeOffset Last => Until ?? At;

    /// <summary>Whether another one tells of the same: of the same thing, though perhaps with another reason.</summary>
    internal bool IsLike(IncidentEntry other) => Kind == JournaledEvents.Event && other.Kind == Kind && By == other.By
        && s_names.All(name => Labels.GetValueOrDefault(name) == other.Labels.GetValueOrDefault(name)) && (Labels.ContainsKey("what") || Plain == other.Plain);

    /// <summary>Whether it says that all was well again in between.</summary>
    internal bool IsEndOf(IncidentEntry other) => Labels.GetValueOrDefault("event") == "instance-recovery"
        && other.Labels.GetValueOrDefault("event") != "instance-recovery"
        && Labels.GetValueOrDefault("service") == other.Labels.GetValueOrDefault("service") && Labels.GetValueOrDefault("instance") == other.Labels.GetValueOrDefault("instance");

    /// <summary>With another one like it, that came later.</summary>
    internal IncidentEntry Again(IncidentEntry other) => this with
    {
        Times = Times + 1, Until = other.At > Last ? other.At : Last, Text = string.Create(CultureInfo.InvariantCulture, $"{Plain} ({Times + 1} times until {(other.At > Last ? other.At : Last).UtcDateTime:HH:mm:ss})"),
    };

    // Without how often it happened.
    private string Plain => Times > 1 && Text.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var end ? Text[..end] : Text;
}
