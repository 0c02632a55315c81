namespace Perdure.Resilience.Retrying;

/// <summary>What to do after an attempt that did not end well.</summary>
public enum RetryAction
{
    /// <summary>Pass on what there is.</summary>
    GiveUp,

    /// <summary>Send again to another instance, if the budget allows, after the back-off. Counts against the attempts.</summary>
    Retry,

    /// <summary>Go on to another instance at once: nothing has been processed. Costs no budget, no wait and no attempt.</summary>
    RetryFree,
}
