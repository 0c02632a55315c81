using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>rateLimit</c> of a route.</summary>
internal static class RateLimitShape
{
    private const int Most = 1_000_000;

    private static readonly Key<int> Requests = new(
        "requests", Numbers.Integer(1, Most), "Requests per per that can go on for ever; a flag that is off refuses all.") { Required = true };

    private static readonly Key<TimeSpan> Per = new("per", Durations.Between("1s", "24h"), "The time in which so many requests are allowed.")
    {
        Default = "1s",
    };

    private static readonly Key<int> Burst = new(
        "burst", Numbers.Integer(1, Most), "Requests that may come all at once after a rest. Less than requests spreads them over the time.")
    {
        DefaultInWords = "the same as requests",
    };

    private static readonly Key<RateLimitKey> Key = new("key", RequestTexts.LimitKey, "What is counted separately.")
    {
        Default = "client-address",
    };

    private static readonly Key<RateLimitScope> Scope = new(
        "scope",
        Choices.Of([("node", RateLimitScope.Node), ("cluster", RateLimitScope.Cluster)]),
        "node: each node allows the whole limit; cluster: all nodes together allow it once.")
    {
        Default = "node",
    };

    public static MappingShape<RateLimitModel> Shape { get; } = new([Requests, Per, Burst, Key, Scope], v => new RateLimitModel
    {
        Requests = v.Get(Requests),
        Per = v.Get(Per),
        Burst = v.Has(Burst) ? v.Get(Burst) : v.Get(Requests),
        Key = v.Get(Key),
        Scope = v.Get(Scope),
    });
}
