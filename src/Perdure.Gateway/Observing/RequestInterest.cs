namespace Perdure.Gateway.Observing;

/// <summary>What somebody wants to know of a request.</summary>
[Flags]
public enum RequestInterest
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>How it ended.</summary>
    End = 1,

    /// <summary>Its attempts besides, one by one.</summary>
    Attempts = 2,
}
