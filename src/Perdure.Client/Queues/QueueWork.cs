using System.Security.Cryptography;

namespace Perdure.Client.Queues;

/// <summary>
/// One run of a worker: asks every node for jobs, as each may have a store of its own, and does a bounded number of them at a time.
/// </summary>
internal sealed class QueueWork(QueuesClient queues, TimeProvider clock, string queue, QueueWorkOptions options, JobHandler handler)
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];
    private readonly SemaphoreSlim _free = new(options.Concurrency);
    private readonly CancellationTokenSource _graceOver = new();

    /// <summary>Works until it is cancelled or a node refuses its first request for good; then ends what is in hand.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await Task.WhenAll(queues.Nodes.Select(node => AskOrEndAllAsync(node, ending))).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    private async Task AskOrEndAllAsync(Uri node, CancellationTokenSource ending)
    {
        try
        {
            await AskAsync(node, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // It was told to.
        }
        catch
        {
            await ending.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task AskAsync(Uri node, CancellationToken stopping)
    {
        var (known, lost, pause) = (false, false, PauseMin);
        while (true)
        {
            // A place is looked for, not held: another node may have a job sooner.
            await _free.WaitAsync(stopping).ConfigureAwait(false);
            _free.Release();
            var sent = clock.GetTimestamp();
            try
            {
                var asked = new JobLeaseOptions
                {
                    Max = Math.Max(1, _free.CurrentCount), Lease = options.Lease, Wait = options.Wait, Worker = options.Worker,
                };
                var jobs = await queues.LeaseAsync(node, queue, asked, stopping).ConfigureAwait(false);
                (known, pause) = (true, PauseMin);
                if (lost)
                    Tell(new QueueWorkEvent(QueueWorkEventKind.NodeBack, node));
                lost = false;
                foreach (var job in jobs)
                    Take(job, sent);
                if (jobs.Count == 0 && clock.GetElapsedTime(sent) < PauseMin)
                    await Task.Delay(PauseMin, clock, stopping).ConfigureAwait(false);
            }
            catch (PerdureException failed) when (known || failed.IsTransient)
            {
                // What was right once may be right again: a token or a queue that is being changed included.
                if (!lost)
                    Tell(new QueueWorkEvent(QueueWorkEventKind.NodeLost, node, null, failed));
                lost = true;
                await Task.Delay(pause * (0.5 + (RandomNumberGenerator.GetInt32(500) / 1000.0)), clock, stopping).ConfigureAwait(false);
                pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
            }
        }
    }

    private void Take(LeasedJob job, long sent)
    {
        var run = new JobRun(queues, clock, job, options, Tell, _graceOver.Token);
        if (_free.Wait(0, CancellationToken.None))
            Keep(() => run.DoAsync(handler, sent), _free);
        else
            Keep(run.GiveBackAsync, null);
    }

    private void Keep(Func<Task> begin, SemaphoreSlim? place)
    {
        var running = Task.Run(begin, CancellationToken.None);
        lock (_lock)
            _running.Add(running);
        _ = running.ContinueWith(
            done =>
            {
                lock (_lock)
                    _running.Remove(done);
                place?.Release();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task EndAsync()
    {
        Task[] left;
        lock (_lock)
            left = [.. _running];
        var all = Task.WhenAll(left);
        if (!all.IsCompleted)
        {
            using var ended = new CancellationTokenSource();
            await Task.WhenAny(all, Task.Delay(options.StopGrace, clock, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
        }

        await _graceOver.CancelAsync().ConfigureAwait(false);
        await all.ConfigureAwait(false);
    }

    private void Tell(QueueWorkEvent what)
    {
        try
        {
            options.Observe?.Invoke(what);
        }
        catch (Exception)
        {
            // Whoever looks on must not end the work.
        }
    }
}
