using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Gateway.Observing;
using Perdure.Telemetry.Tracing.Export;

namespace Perdure.Telemetry.Tracing;

/// <summary>The traces of a node, from its making until it is disposed, which sends what is left. Thread-safe.</summary>
public sealed class NodeTraces : IAsyncDisposable
{
    private readonly TraceQueue _queue = new(TraceQueue.Max);
    private readonly TraceExporter _exporter;

    private NodeTraces(TraceSettings settings, NodeIdentity node, TimeProvider time, ILogger log)
    {
        Observer = new TraceRecorder(_queue, time);
        _exporter = new TraceExporter(_queue, new TraceSender(settings, time), new TraceBatch(ResourceOf(settings, node), node.Version), settings, time, log);
        log.TracesStarted(settings.Endpoint, settings.Protocol == TraceProtocol.Grpc ? "gRPC" : "HTTP");
    }

    /// <summary>What the gateway tells of its requests.</summary>
    public IRequestObserver Observer { get; }

    /// <summary>What became of them.</summary>
    public TraceCounters Counters => _queue.Counters;

    /// <summary>Begins to keep and to export traces if the environment asks for it; null when it does not, or not in a way that can be followed, which is logged.</summary>
    public static NodeTraces? StartIfAsked(NodeIdentity node, Func<string, string?> variable, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(log);
        var settings = TraceVariables.Read(variable, out var problem);
        if (problem is not null)
            log.TracesRefused(problem);
        return settings is null ? null : new NodeTraces(settings, node, time, log);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _exporter.DisposeAsync();

    // The environment has the last word.
    private static ImmutableArray<KeyValuePair<string, string>> ResourceOf(TraceSettings settings, NodeIdentity node)
    {
        KeyValuePair<string, string>[] own =
        [
            new("service.name", "perdure"), new("service.namespace", node.System), new("service.instance.id", node.Node), new("service.version", node.Version),
        ];
        return [.. own.Where(mine => settings.Resource.All(said => said.Key != mine.Key)), .. settings.Resource];
    }
}
