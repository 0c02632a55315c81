namespace Perdure.Gateway.Upstreams;

/// <summary>No connection to an instance could be made, so nothing was sent to it.</summary>
internal sealed class UpstreamConnectException(string error, Exception inner) : IOException(inner.Message, inner)
{
    /// <summary>The error type of RFC 9209: <c>connection_refused</c>, <c>connection_timeout</c>, <c>dns_error</c>, <c>tls_protocol_error</c> ….</summary>
    public string Error { get; } = error;
}
