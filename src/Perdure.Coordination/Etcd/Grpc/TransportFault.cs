using System.Net.Sockets;
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
            IsCut(fault)
                ? (GrpcStatus.Broken, "the connection broke in the TLS handshake: " + Innermost(fault))
                : (GrpcStatus.Tls, "the TLS handshake failed: " + Innermost(fault)),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } =>
            (GrpcStatus.Unreachable, Innermost(fault)),
        HttpRequestException { HttpRequestError: HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError } =>
            ProtocolFault(fault),
        HttpRequestException or IOException => (GrpcStatus.Broken, "the connection broke: " + Innermost(fault)),
        _ => null,
    };

    // Only who answered with something that is not HTTP/2 is told so. A peer that resets a stream or says GOAWAY speaks it; and a connection that
    // was cut before the first frame says nothing about who is there: a member that starts or stops does that.
    private static (GrpcStatus Status, string Detail) ProtocolFault(Exception fault)
    {
        if (IsCut(fault)) return (GrpcStatus.Broken, "the connection broke: " + Innermost(fault));
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpProtocolException { ErrorCode: not 1 }) return (GrpcStatus.Broken, "the connection broke: " + Innermost(fault));
        }

        return (GrpcStatus.NotGrpc, "what answers does not speak HTTP/2: " + Innermost(fault));
    }

    /// <summary>Whether the transport under it ended or broke, whatever was just being said over it.</summary>
    private static bool IsCut(Exception fault)
    {
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException or EndOfStreamException or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }) return true;
            // What SslStream throws for an end in the handshake has no inner exception and no type of its own.
            if (inner is IOException and not HttpIOException && inner.InnerException is null) return true;
        }

        return false;
    }

    private static string Innermost(Exception fault)
    {
        while (fault.InnerException is { } inner) fault = inner;
        return fault.Message;
    }
}
