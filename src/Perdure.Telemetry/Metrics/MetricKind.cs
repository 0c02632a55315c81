namespace Perdure.Telemetry.Metrics;

/// <summary>What a metric's value means, in OpenTelemetry's terms.</summary>
public enum MetricKind
{
    /// <summary>Only grows, from the start of the node.</summary>
    Counter,

    /// <summary>A sum that grows and falls; to Prometheus a gauge.</summary>
    UpDownCounter,

    /// <summary>A value that is read, and adds up to nothing.</summary>
    Gauge,

    /// <summary>Durations counted by bounds.</summary>
    Histogram,
}
