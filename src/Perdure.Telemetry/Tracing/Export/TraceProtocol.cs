namespace Perdure.Telemetry.Tracing.Export;

/// <summary>How OTLP is spoken.</summary>
public enum TraceProtocol
{
    /// <summary>Protocol buffers over HTTP/1.1.</summary>
    HttpProtobuf,

    /// <summary>gRPC.</summary>
    Grpc,
}
