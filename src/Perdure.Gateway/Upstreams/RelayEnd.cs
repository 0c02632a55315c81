namespace Perdure.Gateway.Upstreams;

/// <summary>How the relaying of an answer ended.</summary>
public enum RelayEnd
{
    /// <summary>Complete.</summary>
    Complete,

    /// <summary>Complete, and its trailers tell a failure of the instance (gRPC).</summary>
    FailedInTrailers,

    /// <summary>The instance broke off or fell silent; the client was cut off.</summary>
    CutShort,

    /// <summary>The client went away.</summary>
    ClientGone,
}
