using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Upstreams.Http2;

/// <summary>Reads what the HTTP client throws: whose fault it was, and whether anything was sent.</summary>
internal static class Http2Failure
{
    public static UpstreamAnswer Of(Exception fault, Exchange exchange, BodyContent? content)
    {
        var cause = exchange.Timer.Cause;
        if (cause == CancelCause.ClientGone)
            return new UpstreamAnswer(UpstreamFault.ClientGone, null);
        if (cause == CancelCause.Outrun)
            return new UpstreamAnswer(UpstreamFault.Outrun, null);
        if (exchange.Body.ClientFault is not null || cause == CancelCause.ClientSlow)
            return new UpstreamAnswer(UpstreamFault.ClientFault, null);
        if (ConnectErrorOf(fault) is { } connect)
            return new UpstreamAnswer(UpstreamFault.ConnectFailed, connect);
        // A request whose sending never began has certainly not been executed, whatever else went wrong.
        if (content is { Started: false } && cause != CancelCause.RequestTimedOut)
            return new UpstreamAnswer(UpstreamFault.ConnectFailed, "connection_timeout");
        return cause switch
        {
            CancelCause.RequestTimedOut => new UpstreamAnswer(UpstreamFault.RequestTimedOut, "http_response_timeout"),
            CancelCause.AttemptTimedOut or CancelCause.Idle => new UpstreamAnswer(UpstreamFault.TimedOut, "http_response_timeout"),
            _ when IsBadAnswer(fault) => new UpstreamAnswer(UpstreamFault.BadAnswer, "http_protocol_error"),
            _ => new UpstreamAnswer(UpstreamFault.Reset, "connection_terminated"),
        };
    }

    private static string? ConnectErrorOf(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is UpstreamConnectException connect)
                return connect.Error;
        }

        return fault switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "tls_protocol_error",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "dns_error",
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.VersionNegotiationError } => "connection_refused",
            // The way was closed by a reload just now.
            ObjectDisposedException => "destination_unavailable",
            // The handler's own time-out of the TLS handshake.
            OperationCanceledException { InnerException: TimeoutException } => "connection_timeout",
            _ => null,
        };
    }

    private static bool IsBadAnswer(Exception fault) => fault is HttpRequestException
    {
        HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded,
    };
}
