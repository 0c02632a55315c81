namespace Perdure.Resilience.Pools;

/// <summary>Why no instance could be selected.</summary>
public enum SelectionFailure
{
    /// <summary>An instance was selected.</summary>
    None,

    /// <summary>The pool has no instances.</summary>
    NoInstances,

    /// <summary>An operator has drained every instance.</summary>
    AllDrained,

    /// <summary>Breakers, ejections or an operator keep traffic from all instances.</summary>
    AllUnavailable,

    /// <summary>Each instance that could serve has already been tried for this request.</summary>
    AllTried,
}
