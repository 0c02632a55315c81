namespace Perdure.Gateway.Upstreams;

/// <summary>Why an attempt brought no answer.</summary>
public enum UpstreamFault
{
    /// <summary>It did.</summary>
    None,

    /// <summary>No connection, so nothing was sent: safe to send elsewhere whatever the method.</summary>
    ConnectFailed,

    /// <summary>The connection broke after something was sent.</summary>
    Reset,

    /// <summary>The instance answered with something that is not valid HTTP.</summary>
    BadAnswer,

    /// <summary>No head of an answer within the attempt's time-out.</summary>
    TimedOut,

    /// <summary>The time of the whole request ran out.</summary>
    RequestTimedOut,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>The client's body was malformed, too large, too slow or broke off.</summary>
    ClientFault,

    /// <summary>It was given up, because another copy of the same request was answered sooner.</summary>
    Outrun,
}
