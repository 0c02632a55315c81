namespace Perdure.Demo.Scenarios;

/// <summary>Which part of a scenario a measurement covers.</summary>
public enum PhasePart
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Its first two seconds.</summary>
    Onset,

    /// <summary>What comes after the first two seconds.</summary>
    Rest,
}
