namespace Perdure.Resilience.Pools;

/// <summary>How one attempt on one instance ended, as far as the instance can be blamed or praised for it.</summary>
public enum AttemptResult
{
    /// <summary>The instance answered in time with a status below 500.</summary>
    Success,

    /// <summary>The instance answered with a status of 500 or above (or the gRPC equivalent).</summary>
    Failure,

    /// <summary>The connection broke after something had been sent.</summary>
    Reset,

    /// <summary>No answer within the attempt's time-out.</summary>
    TimedOut,

    /// <summary>No connection could be made: nothing was sent.</summary>
    ConnectFailed,

    /// <summary>
    /// The client went away, or the gateway gave up for reasons of its own. Says nothing about the instance: it only returns
    /// the permit and the place in flight.
    /// </summary>
    Abandoned,

    /// <summary>
    /// Another copy of the same request was answered sooner, and this one was given up: the instance would have been at least so slow. Counts for the
    /// instance's latency and its silence, not as a failure.
    /// </summary>
    Outrun,
}
