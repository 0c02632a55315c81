using Perdure.Coordination.Storage;
using Perdure.Resilience.Measuring;

namespace Perdure.Agreement;

/// <summary>Drives a coordinator as hard as it answers. Each client has a key of its own, so that guards hold and nobody waits for another.</summary>
internal sealed class StoreLoad(ICoordinator coordinator, LoadOptions options, TimeProvider time)
{
    private readonly LatencyHistogram _latency = new();
    private long _begin;
    private long _end;
    private long _operations;

    /// <summary>Runs the load to its end.</summary>
    public async Task<LoadFigures> RunAsync()
    {
        _begin = time.GetTimestamp() + Ticks(options.WarmUp);
        _end = _begin + Ticks(options.Measured);
        await Task.WhenAll(Enumerable.Range(0, options.Clients).Select(client => Task.Run(() => ClientAsync(client))));
        return new LoadFigures(
            options.Operation,
            options.Clients,
            _operations,
            _operations / options.Measured.TotalSeconds,
            _latency.Percentile(0.5) / 1000.0,
            _latency.Percentile(0.99) / 1000.0);
    }

    private async Task ClientAsync(int client)
    {
        var key = $"bench/cs/{client:D4}";
        ReadOnlyMemory<byte> value = new byte[options.ValueBytes];
        var put = new Transaction { Then = [Operation.Put(key, value)] };
        var get = RangeQuery.Of(key);
        var stale = get with { Consistency = ReadConsistency.Serializable };
        var revision = (await coordinator.CommitAsync(put, default)).Revision;
        while (true)
        {
            var sent = time.GetTimestamp();
            if (sent > _end)
                return;
            switch (options.Operation)
            {
                case "put":
                    await coordinator.CommitAsync(put, default);
                    break;
                case "get":
                    await coordinator.RangeAsync(get, default);
                    break;
                case "serializable":
                    await coordinator.RangeAsync(stale, default);
                    break;
                default:
                    var guarded = new Transaction { When = [Compare.ModifiedAt(key, revision)], Then = [Operation.Put(key, value)] };
                    var result = await coordinator.CommitAsync(guarded, default);
                    revision = result.Succeeded ? result.Revision : throw new InvalidOperationException($"The guard of {key} did not hold.");
                    break;
            }

            if (sent <= _begin)
                continue;
            _latency.Record((long)time.GetElapsedTime(sent).TotalMicroseconds);
            Interlocked.Increment(ref _operations);
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
