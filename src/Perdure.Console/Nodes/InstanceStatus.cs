using System.Text.Json.Serialization;

namespace Perdure.Console.Nodes;

/// <summary>One instance of a service: what it is, how it does, and why it is or is not used.</summary>
public sealed record InstanceStatus
{
    /// <summary>The id in the system file.</summary>
    public required string Id { get; init; }

    /// <summary>Its zone; null when the file names none.</summary>
    public string? Zone { get; init; }

    /// <summary>Where requests are sent.</summary>
    public required string Url { get; init; }

    /// <summary>
    /// <c>available</c>, <c>warming</c>, <c>unhealthy</c>, <c>ejected</c>, <c>breaker-open</c>, <c>half-open</c> or <c>drained</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>When it came into this state.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What brought it into this state, for people; may be empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>Whether it is used only when no active instance can serve.</summary>
    public bool Standby { get; init; }

    /// <summary>The weight in the system file.</summary>
    public double Weight { get; init; }

    /// <summary>The weight in force, lower while it warms up.</summary>
    public double EffectiveWeight { get; init; }

    /// <summary>Its circuit breaker.</summary>
    public required BreakerStatus Breaker { get; init; }

    /// <summary>Attempts that are under way.</summary>
    public int InFlight { get; init; }

    /// <summary>Attempts per second, over the last seconds.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>Share of attempts that failed, 0 to 1, over the last seconds.</summary>
    public double ErrorRatio { get; init; }

    /// <summary>Median duration of an attempt, in milliseconds.</summary>
    public double P50Ms { get; init; }

    /// <summary>Duration that 99 % of the attempts stay below, in milliseconds.</summary>
    public double P99Ms { get; init; }

    /// <summary>How often it has been ejected since it was first known.</summary>
    public int Ejections { get; init; }

    /// <summary>Whether the active health check passes; null without one, or before its first result.</summary>
    public bool? CheckPassing { get; init; }

    /// <summary>With the answer to a change: <c>everywhere</c>, or <c>here-for-now</c> while the store is lost.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reach { get; init; }

    /// <summary>Its process; null when this node does not run it.</summary>
    public InstanceProcess? Process { get; init; }
}
