namespace Perdure.Telemetry.Runbooks;

/// <summary>What a node can do for a step of a runbook.</summary>
public enum StepVerb
{
    /// <summary>Says how the node and its instances are.</summary>
    Status,

    /// <summary>Takes an instance out of the traffic.</summary>
    Drain,

    /// <summary>Ends a drain.</summary>
    Undrain,

    /// <summary>Ejects an instance.</summary>
    Eject,

    /// <summary>Ends an ejection.</summary>
    Restore,

    /// <summary>Holds a breaker open.</summary>
    BreakerOpen,

    /// <summary>Holds a breaker closed.</summary>
    BreakerClosed,

    /// <summary>Gives a breaker back to the measurements.</summary>
    BreakerAuto,

    /// <summary>Sets a flag.</summary>
    FlagSet,

    /// <summary>Has nobody told of alerts for a time.</summary>
    Silence,

    /// <summary>Has dead jobs tried again.</summary>
    QueueRetry,
}
