using System.Collections.Concurrent;
using Perdure.Durability.Storage;

namespace Perdure.Gateway.Idempotency;

/// <summary>The keyed requests that this gateway is at; never more than it has requests in flight. Outlasts reloads. Thread-safe.</summary>
internal sealed class KeyedRuns
{
    private readonly ConcurrentDictionary<IdempotencyKey, KeyedRun> _runs = new();

    /// <summary>How many there are.</summary>
    public int Count => _runs.Count;

    /// <summary>Joins the run of a key, or begins it and leads.</summary>
    public KeyedRun Join(IdempotencyKey key, byte[] fingerprint, out bool leads)
    {
        var own = new KeyedRun(key, fingerprint);
        var run = _runs.GetOrAdd(key, own);
        leads = ReferenceEquals(run, own);
        return run;
    }

    /// <summary>Ends a run: whoever comes now begins another.</summary>
    public void End(KeyedRun run)
    {
        _runs.TryRemove(new KeyValuePair<IdempotencyKey, KeyedRun>(run.Key, run));
        run.Complete();
    }
}
