namespace Perdure.Model;

/// <summary>What is spoken to the instances of a service.</summary>
public enum UpstreamProtocol
{
    /// <summary>HTTP/2 for gRPC, which needs it, else HTTP/1.1.</summary>
    Auto,

    /// <summary>HTTP/1.1 always.</summary>
    Http1,

    /// <summary>HTTP/2 always; in cleartext by prior knowledge.</summary>
    Http2,
}
