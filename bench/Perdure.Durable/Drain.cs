using Perdure.Durability.Storage;

namespace Perdure.Durable;

/// <summary>A backlog that is worked off by claims and completions of several workers.</summary>
internal sealed class Drain(IDurableStore store, int payloadBytes, TimeProvider time)
{
    private const int EnqueueBatch = 1_000;
    private const int ClaimBatch = 100;
    private const int Workers = 8;
    private const string Queue = "backlog";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private readonly List<long> _marks = [];
    private int _drained;

    /// <summary>Enqueues so many jobs and drains them.</summary>
    /// <returns>Rate of the enqueueing, and of each tenth of the draining, in jobs per second.</returns>
    public async Task<(double Enqueued, IReadOnlyList<double> Tenths)> RunAsync(int jobs, CancellationToken cancellationToken)
    {
        var payload = new byte[payloadBytes];
        NewJob[] batch = [.. Enumerable.Repeat(new NewJob { Queue = Queue, Payload = payload }, EnqueueBatch)];
        var began = time.GetTimestamp();
        for (var i = 0; i < jobs; i += EnqueueBatch) await store.Jobs.EnqueueAsync(batch, cancellationToken);
        var enqueued = jobs / time.GetElapsedTime(began).TotalSeconds;

        var tenth = jobs / 10;
        _marks.Add(time.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync($"worker-{worker}", tenth, cancellationToken), cancellationToken)));
        if (_drained != jobs) throw new InvalidOperationException($"{jobs} jobs were enqueued and {_drained} drained");
        return (enqueued, [.. _marks.Zip(_marks.Skip(1), (from, to) => tenth / time.GetElapsedTime(from, to).TotalSeconds)]);
    }

    private async Task WorkAsync(string worker, int tenth, CancellationToken cancellationToken)
    {
        while (await store.Jobs.ClaimAsync(Queue, ClaimBatch, Lease, worker, cancellationToken) is { Count: > 0 } jobs)
        {
            foreach (var done in jobs.Select(job => store.Jobs.CompleteAsync(job.Claim, default, cancellationToken)).ToArray())
            {
                if (!await done) throw new InvalidOperationException("a claim was lost");
            }

            lock (_marks)
            {
                _drained += jobs.Count;
                while (_marks.Count <= 10 && _drained >= _marks.Count * tenth) _marks.Add(time.GetTimestamp());
            }
        }
    }
}
