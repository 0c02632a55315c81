namespace Perdure.Telemetry.Alerting;

/// <summary>What a look at a signal says about an alert.</summary>
public enum AlertSign
{
    /// <summary>Nothing: what would say so cannot be read. Nothing begins and nothing ends by that.</summary>
    Unknown,

    /// <summary>It is not so.</summary>
    Absent,

    /// <summary>It is so.</summary>
    Present,
}
