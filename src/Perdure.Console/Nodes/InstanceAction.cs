namespace Perdure.Console.Nodes;

/// <summary>What an operator can do to one instance by the API.</summary>
public enum InstanceAction
{
    /// <summary>Sends no new requests to it; those in flight finish.</summary>
    Drain,

    /// <summary>Ends a drain.</summary>
    Undrain,

    /// <summary>Ejects it as if outlier detection had condemned it.</summary>
    Eject,

    /// <summary>Ends an ejection at once.</summary>
    Restore,

    /// <summary>Holds its circuit breaker open.</summary>
    OpenBreaker,

    /// <summary>Holds its circuit breaker closed.</summary>
    CloseBreaker,

    /// <summary>Gives its circuit breaker back to the measurements.</summary>
    AutomaticBreaker,
}
