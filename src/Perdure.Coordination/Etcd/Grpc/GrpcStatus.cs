namespace Perdure.Coordination.Etcd.Grpc;

/// <summary>How a call ended: gRPC's status codes, and from 100 on what was noticed on this side.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,

    /// <summary>No connection came about.</summary>
    Unreachable = 100,

    /// <summary>The connection or the stream broke.</summary>
    Broken = 101,

    /// <summary>The caller's patience ended.</summary>
    TimedOut = 102,

    /// <summary>What answers does not speak gRPC.</summary>
    NotGrpc = 103,

    /// <summary>The TLS handshake failed, or the files for it cannot be used.</summary>
    Tls = 104,

    /// <summary>The connection has been disposed of.</summary>
    Closed = 105,

    /// <summary>The answer comes from the past of the store.</summary>
    Stale = 106,
}
