using System.Globalization;

namespace Perdure.Gateway.Tracing;

/// <summary>Where in which trace somebody stands, as <c>traceparent</c> says it (W3C Trace Context, level 1). The default value is no trace at all.</summary>
/// <param name="High">The first half of the trace's id.</param>
/// <param name="Low">The second half.</param>
/// <param name="SpanId">The id of the span; never 0 in a valid one.</param>
/// <param name="Sampled">Whether whoever decided keeps the trace.</param>
public readonly record struct TraceContext(ulong High, ulong Low, ulong SpanId, bool Sampled)
{
    /// <summary>Whether there is a trace.</summary>
    public bool IsValid => (High | Low) != 0 && SpanId != 0;

    /// <summary>The id of the trace: 32 hexadecimal digits; empty without a trace. Allocates.</summary>
    public string TraceIdText => IsValid ? string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}") : "";
}
