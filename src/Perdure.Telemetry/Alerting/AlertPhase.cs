namespace Perdure.Telemetry.Alerting;

/// <summary>How far an alert has come.</summary>
public enum AlertPhase
{
    /// <summary>All is well.</summary>
    Inactive,

    /// <summary>It is so, but not yet for long enough.</summary>
    Pending,

    /// <summary>It has been so for long enough; or it is over, but not yet for long enough.</summary>
    Firing,

    /// <summary>It fired, and is over.</summary>
    Resolved,
}
