namespace Perdure.Telemetry.Incidents;

/// <summary>What a look made of an incident.</summary>
public enum IncidentTurn
{
    /// <summary>It was opened.</summary>
    Opened,

    /// <summary>It was closed.</summary>
    Closed,

    /// <summary>It was opened again.</summary>
    Reopened,
}
