using System.Collections.Immutable;
using Perdure.Telemetry.Prometheus;

namespace Perdure.Telemetry.Metrics;

/// <summary>What a metric is, whoever reads it. Immutable.</summary>
public sealed record MetricDefinition
{
    /// <summary>Its name by OpenTelemetry's conventions, such as <c>http.server.request.duration</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its unit in UCUM's notation: <c>s</c>, <c>By</c>, <c>1</c> for a ratio, <c>{request}</c> for what is counted.</summary>
    public required string Unit { get; init; }

    /// <summary>What its value means.</summary>
    public required MetricKind Kind { get; init; }

    /// <summary>One sentence about it.</summary>
    public required string Help { get; init; }

    /// <summary>The names of its labels, by which its series differ.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    /// <summary>Its name to Prometheus, made from the others.</summary>
    public string PrometheusName => PrometheusNames.Of(this);
}
