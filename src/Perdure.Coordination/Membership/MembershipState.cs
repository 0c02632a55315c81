namespace Perdure.Coordination.Membership;

/// <summary>Whether a node is registered.</summary>
public enum MembershipState
{
    /// <summary>Not yet: the store has not answered, or no lease was had.</summary>
    Joining,

    /// <summary>The others see it.</summary>
    Joined,

    /// <summary>Its lease could not be renewed; the others may have taken it out. It registers again by itself.</summary>
    Lost,

    /// <summary>Another process that lives has this id. It is tried again until that one ends.</summary>
    IdTaken,
}
