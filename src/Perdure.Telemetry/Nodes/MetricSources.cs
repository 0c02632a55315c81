using Perdure.Gateway.Hosting;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Objectives;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tracing;

namespace Perdure.Telemetry.Nodes;

/// <summary>Where the metrics of a node come from. All of it is read from any thread, and answers from memory.</summary>
public sealed record MetricSources
{
    /// <summary>The data plane.</summary>
    public required GatewayServer Gateway { get; init; }

    /// <summary>What else there is to say about the node.</summary>
    public required Func<NodeSample> Node { get; init; }

    /// <summary>How the node stands with its coordination store; null when it has none.</summary>
    public StoreWatch? Store { get; init; }

    /// <summary>How the alerts stand; null while nothing watches.</summary>
    public Func<AlertFigures?> Alerts { get; init; } = static () => null;

    /// <summary>What became of the lines of the access log; null while there is none.</summary>
    public Func<AccessLogFigures?> AccessLog { get; init; } = static () => null;

    /// <summary>What became of traces; null on a node that exports none.</summary>
    public TraceCounters? Traces { get; init; }

    /// <summary>How routes stand with their objectives. Default: none has one.</summary>
    public Func<IReadOnlyList<RouteFigures>> Objectives { get; init; } = static () => [];

    /// <summary>A directory on the disk whose room matters: that of the node's data. Null: no disk is looked at.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
