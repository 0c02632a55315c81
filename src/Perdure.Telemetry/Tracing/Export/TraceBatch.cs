using System.Collections.Immutable;
using Perdure.Telemetry.Tracing.Otlp;

namespace Perdure.Telemetry.Tracing.Export;

/// <summary>Traces as one message of OTLP (<c>ExportTraceServiceRequest</c>), with the node as their resource. Not thread-safe.</summary>
internal sealed class TraceBatch(ImmutableArray<KeyValuePair<string, string>> resource, string version)
{
    private const int TracesMax = 512;

    // A collector takes 4 MiB at once, by default.
    private const int BytesMax = 1 << 20;

    private readonly ProtoWriter _to = new();
    private int _resource;
    private int _scope;

    /// <summary>How many are in it.</summary>
    public int Traces { get; private set; }

    /// <summary>How many spans they are.</summary>
    public int Spans { get; private set; }

    /// <summary>Whether no more should be put into it.</summary>
    public bool IsFull => Traces >= TracesMax || _to.Length >= BytesMax;

    /// <summary>Begins another one.</summary>
    public void Begin()
    {
        _to.Clear(keptMax: 2 * BytesMax);
        Traces = Spans = 0;
        _resource = _to.Begin(SpanFields.ResourceSpans);
        var attributes = _to.Begin(SpanFields.Resource);
        foreach (var (key, value) in resource)
            new SpanAttributes(_to, SpanFields.ResourceAttributes).Add(key, value);
        _to.End(attributes);
        _scope = _to.Begin(SpanFields.ScopeSpans);
        var scope = _to.Begin(SpanFields.Scope);
        _to.Text(SpanFields.ScopeName, "Perdure");
        _to.Text(SpanFields.ScopeVersion, version);
        _to.End(scope);
    }

    public void Add(KeptTrace trace)
    {
        Spans += SpanWriter.Write(_to, trace);
        Traces++;
    }

    /// <summary>The whole message, until it is begun again.</summary>
    public ReadOnlyMemory<byte> End()
    {
        _to.End(_scope);
        _to.End(_resource);
        return _to.Written;
    }
}
