namespace Perdure.Model;

/// <summary>What the bearer of an admin token may do.</summary>
public enum AdminRole
{
    /// <summary>Read status.</summary>
    Reader,

    /// <summary>What an application of the system may do for itself; in this version nothing yet.</summary>
    App,

    /// <summary>Everything.</summary>
    Operator,
}
