namespace Perdure.Resilience.Poison;

/// <summary>What may be done with a request.</summary>
public enum PoisonVerdict
{
    /// <summary>Nothing is known against it.</summary>
    Clean,

    /// <summary>An instance has crashed while it worked on one like it: one instance may try, and no second one if that breaks too.</summary>
    OneInstance,

    /// <summary>It breaks instances: no instance gets it for now.</summary>
    Refuse,
}
