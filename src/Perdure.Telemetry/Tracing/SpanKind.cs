namespace Perdure.Telemetry.Tracing;

/// <summary>The part that a span plays, by the numbers of OTLP.</summary>
internal enum SpanKind
{
    /// <summary>Something that the node does by itself.</summary>
    Internal = 1,

    /// <summary>A client's request.</summary>
    Server = 2,

    /// <summary>An attempt at an instance.</summary>
    Client = 3,

    /// <summary>A request that had been accepted to be sent later.</summary>
    Consumer = 5,
}
