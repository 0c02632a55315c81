using System.Security.Authentication;

namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>What an exception of the HTTP client means for a call.</summary>
internal static class TransportFault
{
    /// <summary>The status, and what happened in words; null for an exception that is none of the transport's.</summary>
    public static (GrpcStatus Status, string Detail)? Of(Exception fault) => fault switch
    {
        OperationCanceledException => (GrpcStatus.TimedOut, "no answer in time"),
        ObjectDisposedException => (GrpcStatus.Closed, "closed"),
        HttpRequestException { InnerException: AuthenticationException } or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            (GrpcStatus.Tls, "the TLS handshake failed: " + Innermost(fault)),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } =>
            (GrpcStatus.Unreachable, Innermost(fault)),
        HttpRequestException { HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError } =>
            ProtocolFault(fault),
        HttpRequestException or IOException => (GrpcStatus.Broken, "the connection broke: " + Innermost(fault)),
        _ => null,
    };

    // A peer that resets a stream or says GOAWAY speaks HTTP/2; one that answers with something else does not.
    private static (GrpcStatus Status, string Detail) ProtocolFault(Exception fault)
    {
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpProtocolException { ErrorCode: not 1 }) return (GrpcStatus.Broken, "the connection broke: " + Innermost(fault));
        }

        return (GrpcStatus.NotGrpc, "what answers does not speak HTTP/2: " + Innermost(fault));
    }

    private static string Innermost(Exception fault)
    {
        while (fault.InnerException is { } inner) fault = inner;
        return fault.Message;
    }
}
