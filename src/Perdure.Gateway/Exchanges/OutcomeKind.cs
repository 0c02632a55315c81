namespace Perdure.Gateway.Exchanges;

/// <summary>How a request ended, told apart as the client and the operator need it.</summary>
public enum OutcomeKind
{
    /// <summary>An instance's answer was relayed to its end.</summary>
    Answered,

    /// <summary>An instance's answer broke off after it had begun; the client's was cut short too, so that it can tell.</summary>
    CutShort,

    /// <summary>The client went away before the end.</summary>
    ClientGone,

    /// <summary>The client's request is malformed, too large or too slow.</summary>
    BadRequest,

    /// <summary>No route matches.</summary>
    NoRoute,

    /// <summary>No instance could take the request, and nothing of it was sent to any.</summary>
    Unavailable,

    /// <summary>An instance was reached and broke the exchange before it answered.</summary>
    BadGateway,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The route's rate limit is used up; nothing was sent to any instance.</summary>
    Limited,

    /// <summary>The route's flag is off; nothing was sent to any instance.</summary>
    FlaggedOff,

    /// <summary>Turned away because there was too much to do, or its deadline too near; nothing was sent to any instance.</summary>
    Shed,

    /// <summary>Answered with less than the service's own answer: a stale one, or a fallback. Neither good nor failed.</summary>
    Degraded,

    /// <summary>Answered with the answer that the same request, by its key, was given before; nothing was sent to any instance.</summary>
    Replayed,

    /// <summary>Refused for its key: missing, malformed, in use for another request, in flight, or of unknown outcome; nothing was sent to any instance.</summary>
    KeyRefused,

    /// <summary>What must be kept of it could not be kept; nothing was sent to any instance.</summary>
    NotDurable,

    /// <summary>The client wanted only what is in the cache, and it is not.</summary>
    NotCached,
}
