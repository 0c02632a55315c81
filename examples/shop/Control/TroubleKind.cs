namespace Shop.Control;

/// <summary>What is wrong with an instance.</summary>
public enum TroubleKind
{
    /// <summary>Nothing.</summary>
    Normal,

    /// <summary>Every request takes longer.</summary>
    Slow,

    /// <summary>Requests are worked on one after another, and each takes longer: there is a capacity that can be exceeded.</summary>
    Busy,

    /// <summary>A part of the requests is answered with an error at once.</summary>
    Fail,

    /// <summary>No request is answered, the health check neither.</summary>
    Hang,

    /// <summary>The connection is reset in the middle of the body.</summary>
    ResetMidBody,
}
