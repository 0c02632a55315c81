namespace Perdure.Telemetry.Tracing.Otlp;

/// <summary>Field numbers of OTLP 1 (opentelemetry-proto: trace/v1/trace.proto and collector/trace/v1/trace_service.proto).</summary>
internal static class SpanFields
{
    public const int ResourceSpans = 1;
    public const int Resource = 1;
    public const int ResourceAttributes = 1;
    public const int ScopeSpans = 2;
    public const int Scope = 1;
    public const int ScopeName = 1;
    public const int ScopeVersion = 2;
    public const int Spans = 2;

    public const int TraceId = 1;
    public const int SpanId = 2;
    public const int TraceState = 3;
    public const int ParentSpanId = 4;
    public const int Name = 5;
    public const int Kind = 6;
    public const int StartTime = 7;
    public const int EndTime = 8;
    public const int Attributes = 9;
    public const int Events = 11;
    public const int DroppedEvents = 12;
    public const int Status = 15;
    public const int Flags = 16;

    public const int EventTime = 1;
    public const int EventName = 2;
    public const int EventAttributes = 3;

    public const int StatusCode = 3;
    public const int StatusError = 2;

    // Whether the parent is another process's is said, and whether it is.
    public const uint RemoteKnown = 0x100;
    public const uint Remote = 0x200;
}
