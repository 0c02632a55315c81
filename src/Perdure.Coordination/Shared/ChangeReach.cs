namespace Perdure.Coordination.Shared;

/// <summary>Where a change holds once it was accepted.</summary>
public enum ChangeReach
{
    /// <summary>It is in the store: it holds on every node as soon as that node hears of it, within moments.</summary>
    Everywhere,

    /// <summary>
    /// The store is lost: it holds on this node at once, outlasts a restart of it, and is written to the store when that returns, unless
    /// somebody has changed the same thing there since: then theirs holds, and the log says so.
    /// </summary>
    HereForNow,
}
