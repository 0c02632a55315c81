namespace Perdure.Coordination.Shared;

/// <summary>An override in the store.</summary>
internal sealed record OverrideDocument : ChangeStamp
{
    public bool Drained { get; init; }

    public bool Ejected { get; init; }

    public BreakerHold Breaker { get; init; }
}
