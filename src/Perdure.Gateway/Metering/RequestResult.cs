namespace Perdure.Gateway.Metering;

/// <summary>How a request ended, for the counters of services and routes.</summary>
public enum RequestResult
{
    /// <summary>Answered with a status below 500, to the end.</summary>
    Good,

    /// <summary>Answered with a stale answer or a fallback, because the service could not.</summary>
    Degraded,

    /// <summary>Turned away because there was too much to do, or because of a deadline.</summary>
    Shed,

    /// <summary>Answered by the gateway because a rate limit was used up, a flag was off, or only the cache was asked and had nothing.</summary>
    HeldBack,

    /// <summary>Answered with 5xx, by an instance or by the gateway, or cut short.</summary>
    Failed,

    /// <summary>Given up by the client.</summary>
    ClientGone,
}
