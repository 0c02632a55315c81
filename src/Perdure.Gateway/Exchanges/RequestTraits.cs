namespace Perdure.Gateway.Exchanges;

/// <summary>What a request is, as far as the stages treat it differently.</summary>
[Flags]
public enum RequestTraits
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>May be sent again without harm: its method is idempotent (RFC 9110, section 9.2.2) or it carries an <c>Idempotency-Key</c>.</summary>
    Idempotent = 1,

    /// <summary>gRPC: answered by status in trailers, sent over HTTP/2.</summary>
    Grpc = 2,

    /// <summary>Asks for another protocol on this connection (WebSocket and others), over HTTP/1.1.</summary>
    Upgrade = 4,

    /// <summary>A WebSocket over HTTP/2 (extended CONNECT, RFC 8441).</summary>
    ExtendedConnect = 8,

    /// <summary>The client waits for <c>100 Continue</c> before it sends its body.</summary>
    ExpectContinue = 16,

    /// <summary>The client accepts trailers.</summary>
    Trailers = 32,
}
