namespace Perdure.Model;

/// <summary>Where a rate limit takes its key from.</summary>
public enum RateLimitKeySource
{
    /// <summary>The client's address: an IPv4 address, or the /64 network of an IPv6 address, since that is what one client holds.</summary>
    ClientAddress,

    /// <summary>The value of a header; requests without it are counted by the client's address.</summary>
    Header,

    /// <summary>Nothing: all requests of the route are counted together.</summary>
    Route,
}
