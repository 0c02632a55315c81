using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>balancing</c> of a service.</summary>
internal static class BalancingShape
{
    private static readonly Key<BalancingPolicy> Policy = new(
        "policy",
        Choices.Of(
        [
            ("two-choices", BalancingPolicy.TwoChoices), (
                "round-robin", BalancingPolicy.RoundRobin), ("least-requests", BalancingPolicy.LeastRequests),
            ("random", BalancingPolicy.Random), ("ip-hash", BalancingPolicy.IpHash), ("consistent-hash", BalancingPolicy.ConsistentHash),
        ]),
        "The policy. Weights count in every one.")
    {
        Default = "two-choices",
    };

    private static readonly Key<HashKey> Key = new("key", HttpTexts.Key, "What consistent-hash hashes; required with it, and only with it.")
    {
        DefaultInWords = "none",
    };

    public static MappingShape<BalancingModel> Shape { get; } = new(
        [Policy, Key], v => new BalancingModel { Policy = v.Get(Policy), Key = v.Find(Key) })
    {
        Check = CheckKey,
    };

    private static void CheckKey(Values v)
    {
        if (!v.IsSound(Policy) || !v.IsSound(Key))
        {
            return;
        }

        if (v.Get(Policy) == BalancingPolicy.ConsistentHash && !v.Has(Key))
        {
            v.Contradiction(Policy, "consistent-hash needs a key", "add key: header:NAME, key: cookie:NAME or key: path");
        }
        else if (v.Get(Policy) != BalancingPolicy.ConsistentHash && v.Has(Key))
        {
            v.Contradiction(Key, "only consistent-hash has a key", "remove the key, or write policy: consistent-hash");
        }
    }
}
