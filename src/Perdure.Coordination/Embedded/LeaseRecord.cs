using System.Collections.Immutable;

namespace Perdure.Coordination.Embedded;

/// <summary>A lease and the keys that go away with it. Immutable.</summary>
/// <param name="Id">Its number.</param>
/// <param name="TtlSeconds">How long it lives without renewal.</param>
/// <param name="Keys">What is bound to it, in the order of keys.</param>
internal sealed record LeaseRecord(long Id, int TtlSeconds, ImmutableSortedSet<string> Keys)
{
    /// <summary>A lease to which nothing is bound.</summary>
    public static LeaseRecord New(long id, int ttlSeconds) => new(id, ttlSeconds, ImmutableSortedSet.Create<string>(KeyOrder.Instance));
}
