using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>Decides a guard of a transaction.</summary>
internal static class Guard
{
    /// <summary>Whether it holds for the key as it is; <paramref name="entry"/> is null when the key does not exist.</summary>
    public static bool Holds(Compare guard, Entry? entry)
    {
        if (guard.Field == CompareField.Value && entry is null) return false;
        var order = guard.Field switch
        {
            CompareField.CreateRevision => (entry?.CreateRevision ?? 0).CompareTo(guard.Number),
            CompareField.ModRevision => (entry?.ModRevision ?? 0).CompareTo(guard.Number),
            CompareField.Version => (entry?.Version ?? 0).CompareTo(guard.Number),
            CompareField.Lease => (entry?.Lease ?? 0).CompareTo(guard.Number),
            _ => entry!.Value.Span.SequenceCompareTo(guard.Value.Span),
        };
        return guard.Relation switch
        {
            CompareRelation.Equal => order == 0,
            CompareRelation.NotEqual => order != 0,
            CompareRelation.Less => order < 0,
            _ => order > 0,
        };
    }
}
