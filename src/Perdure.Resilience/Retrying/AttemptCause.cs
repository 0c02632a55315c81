namespace Perdure.Resilience.Retrying;

/// <summary>Why an attempt did not end well.</summary>
public enum AttemptCause
{
    /// <summary>The instance answered; its status decides.</summary>
    Status,

    /// <summary>No connection: nothing was sent.</summary>
    ConnectFailure,

    /// <summary>The connection broke after something had been sent.</summary>
    Reset,

    /// <summary>No answer within the attempt's time-out.</summary>
    Timeout,
}
