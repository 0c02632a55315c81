namespace Perdure.Gateway.Exchanges;

/// <summary>Why an exchange's token was cancelled.</summary>
public enum CancelCause
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The client closed its connection or reset its stream.</summary>
    ClientGone,

    /// <summary>The client sent no more of its body, or took no more of its answer, for <c>timeouts.idle</c>.</summary>
    ClientSlow,

    /// <summary>The instance gave no response headers within <c>timeouts.attempt</c>.</summary>
    AttemptTimedOut,

    /// <summary>The request, with its retries and waits, used up <c>timeouts.request</c> or the caller's own deadline.</summary>
    RequestTimedOut,

    /// <summary>Nothing moved in either direction for <c>timeouts.idle</c>.</summary>
    Idle,

    /// <summary>Another copy of the same request was answered sooner.</summary>
    Outrun,
}
