using System.Collections.Concurrent;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>Wakes those of this node who wait for a queue. Bounded by the queues that are waited for. Thread-safe.</summary>
internal sealed class QueueBells
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _bells = new(StringComparer.Ordinal);

    /// <summary>Completes when it next rings for this queue.</summary>
    public Task Of(string queue) => _bells.GetOrAdd(queue, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Rings for a queue.</summary>
    public void Ring(string queue)
    {
        if (_bells.TryRemove(queue, out var bell)) bell.TrySetResult();
    }

    /// <summary>Rings for all queues that are waited for.</summary>
    public void RingAll()
    {
        foreach (var queue in _bells.Keys) Ring(queue);
    }
}
