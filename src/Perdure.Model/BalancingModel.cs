namespace Perdure.Model;

/// <summary>How an instance is chosen for a request.</summary>
public sealed record BalancingModel
{
    /// <summary>The policy. Default: two choices.</summary>
    public BalancingPolicy Policy { get; init; } = BalancingPolicy.TwoChoices;

    /// <summary>What is hashed; set for <see cref="BalancingPolicy.ConsistentHash"/> and only for it.</summary>
    public HashKey? Key { get; init; }
}
