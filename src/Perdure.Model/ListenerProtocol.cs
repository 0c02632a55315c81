namespace Perdure.Model;

/// <summary>What a listener speaks.</summary>
public enum ListenerProtocol
{
    /// <summary>HTTP/1.1 and HTTP/2 (cleartext and TLS), with gRPC and WebSockets on top.</summary>
    Http,
}
