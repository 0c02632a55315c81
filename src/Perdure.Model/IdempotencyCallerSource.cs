namespace Perdure.Model;

/// <summary>Where the caller of a request is taken from.</summary>
public enum IdempotencyCallerSource
{
    /// <summary>A hash of the header <c>Authorization</c>; requests without it have one caller, nobody.</summary>
    Authorization,

    /// <summary>The client's address: an IPv4 address, or the /64 network of an IPv6 address.</summary>
    ClientAddress,

    /// <summary>A hash of a header; requests without it have one caller, nobody.</summary>
    Header,

    /// <summary>Nothing: all callers share their keys.</summary>
    None,
}
