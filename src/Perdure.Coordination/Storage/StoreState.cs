namespace Perdure.Coordination.Storage;

/// <summary>Whether nodes can agree just now.</summary>
public enum StoreState
{
    /// <summary>Nothing is known yet: the first contact is being made.</summary>
    Connecting,

    /// <summary>The last linearizable read succeeded.</summary>
    Connected,

    /// <summary>The store cannot be reached or has lost its majority; it is tried again all the time.</summary>
    Lost,

    /// <summary>The store answers, but refuses or cannot be used; a person has to do something. It is tried again now and then.</summary>
    Refused,
}
