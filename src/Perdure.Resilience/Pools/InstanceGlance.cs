using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Pools;

/// <summary>What of an instance's state is read often and by many, without the percentiles of an <see cref="InstanceSnapshot"/>.</summary>
/// <param name="State">What it is to the pool.</param>
/// <param name="Breaker">The state of its breaker.</param>
/// <param name="InFlight">Attempts under way.</param>
/// <param name="EffectiveWeight">Its weight times the ramp of slow start; 0 while it gets no regular traffic.</param>
/// <param name="CheckPassing">What the active check says; null before it has said anything.</param>
/// <param name="Ejections">How often it has been ejected since it was first seen.</param>
/// <param name="Transitions">How often its breaker opened, let probes through, and closed.</param>
public readonly record struct InstanceGlance(
    InstanceState State,
    BreakerState Breaker,
    int InFlight,
    double EffectiveWeight,
    bool? CheckPassing,
    int Ejections,
    (long Opened, long HalfOpened, long Closed) Transitions);
