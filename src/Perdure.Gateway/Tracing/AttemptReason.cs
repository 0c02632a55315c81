namespace Perdure.Gateway.Tracing;

/// <summary>Why there was an attempt.</summary>
public enum AttemptReason
{
    /// <summary>It is the first one for the service.</summary>
    First,

    /// <summary>The one before it failed in a way that may be repeated.</summary>
    Retry,

    /// <summary>The one before it was late: a second copy.</summary>
    Hedge,
}
