using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>Reads all queues of a kind.</summary>
internal static class QueueList
{
    /// <summary>The most keys that are looked at: beyond it the list is cut short.</summary>
    private const int MaxKeys = 50_000;

    private const int AtOnce = 64;

    public static async Task<ImmutableArray<QueueSummary>> ReadAsync(FencedQueue queue, CancellationToken cancellationToken)
    {
        var all = await queue.Coordinator.RangeAsync(RangeQuery.Under(queue.Kind.Root) with { KeysOnly = true, Limit = MaxKeys }, cancellationToken);
        var lengths = all.Entries.Select(e => queue.Kind.Parse(e.Key)?.Name).OfType<string>().CountBy(name => name).OrderBy(pair => pair.Key, StringComparer.Ordinal);
        var found = ImmutableArray.CreateBuilder<QueueSummary>();
        foreach (var some in lengths.Chunk(AtOnce))
        {
            var read = new Transaction { Then = [.. some.Select(pair => Operation.Range(QueueSteps.First(queue.Kind, pair.Key)))] };
            var result = await queue.Coordinator.CommitAsync(read, cancellationToken);
            for (var i = 0; i < some.Length; i++)
                if (result.Ranges[i].First is { } first) found.Add(new QueueSummary(some[i].Key, first, some[i].Value, result.Revision));
        }
        return found.ToImmutable();
    }
}
