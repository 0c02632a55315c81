using System.Runtime.CompilerServices;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>Follows who is first in a queue by watching the first one's key only, so that those who come and go behind it cost nothing.</summary>
internal static class QueueObserver
{
    /// <summary>Looks again after this long even when nothing was told: some versions of etcd lose deletions.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async IAsyncEnumerable<Entry?> FollowAsync(FencedQueue queue, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? told = null;
        KeyWatch? watch = null;
        try
        {
            while (true)
            {
                RangeResult? seen = null;
                try
                {
                    seen = await queue.FirstAsync(name, ReadConsistency.Linearizable, cancellationToken);
                }
                catch (CoordinationException e) when (e.IsTransient)
                {
                    // Who led last is still what is known.
                }

                if (seen is null)
                {
                    await Task.Delay(Pause, queue.Coordinator.Clock, cancellationToken);
                    continue;
                }

                var first = seen.First;
                if (told != (first?.CreateRevision ?? 0))
                {
                    told = first?.CreateRevision ?? 0;
                    yield return first;
                }

                var key = first?.Key ?? queue.Kind.Prefix(name);
                if (watch is null || watch.Key != key || watch.Ended)
                {
                    if (watch is not null) await watch.DisposeAsync();
                    watch = first is null
                        ? KeyWatch.Touched(queue.Coordinator, key, seen.Revision)
                        : KeyWatch.Gone(queue.Coordinator, key, seen.Revision);
                }
                await watch.WaitAsync(LookAgain, cancellationToken);
            }
        }
        finally
        {
            if (watch is not null) await watch.DisposeAsync();
        }
    }
}
