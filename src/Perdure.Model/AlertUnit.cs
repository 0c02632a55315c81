namespace Perdure.Model;

/// <summary>What the value of a signal counts.</summary>
public enum AlertUnit
{
    /// <summary>A share from 0 to 1, written as a percentage.</summary>
    Ratio,

    /// <summary>Seconds, written as a duration.</summary>
    Seconds,

    /// <summary>How many of something.</summary>
    Count,

    /// <summary>1 when it is so, 0 when it is not; compared with nothing.</summary>
    Truth,
}
