namespace Perdure.Gateway.Tracing;

/// <summary>What else happened to a request.</summary>
public enum TraceEventKind
{
    /// <summary>It waited for a place in a bulkhead, and got it or not.</summary>
    Queued,

    /// <summary>The service's retry budget was used up: it was not tried again.</summary>
    RetryRefused,

    /// <summary>Another service is asked in place of the one that failed.</summary>
    Fallback,
}
