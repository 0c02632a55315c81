namespace Perdure.Resilience.Flags;

/// <summary>What is seen at one moment of that for which a flag goes off by itself.</summary>
public enum ConditionSign
{
    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>
    /// It is being found out, as while a breaker is half-open. A flag that is on takes it for neither; a flag that is off takes it for absent,
    /// because without requests nobody could find out.
    /// </summary>
    Undecided,

    /// <summary>It is there.</summary>
    Present,
}
