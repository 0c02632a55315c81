namespace Perdure.Telemetry.Incidents;

/// <summary>Why somebody's change of an incident was not made.</summary>
public enum IncidentRefusal
{
    /// <summary>It was made.</summary>
    None,

    /// <summary>There is no such incident.</summary>
    Unknown,

    /// <summary>Another incident is open.</summary>
    OtherOpen,

    /// <summary>It is open already.</summary>
    IsOpen,

    /// <summary>It is closed already.</summary>
    IsClosed,

    /// <summary>Its time line has no room.</summary>
    Full,
}
