using System.Collections.Immutable;
using Perdure.Durability.Queues;
using Perdure.Durability.Storage;
using Perdure.Gateway.Hosting;
using Perdure.Model;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// Sends the requests of one queue: as many at a time as its routes allow together, none while nothing can be sent. Goes on when the store is lost and comes
/// back. A new one is made when what the system file says about the queue changes.
/// </summary>
internal sealed class QueueReplayer(GatewayCore core, Replay replay, QueueModel queue, int concurrency, TimeSpan lease)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private volatile ImmutableArrayBox _routes = new([]);
    private string? _trouble;
    private Task _running = Task.CompletedTask;

    private sealed record ImmutableArrayBox(ImmutableArray<RouteDeferral> Value);

    /// <summary>What the system file says of it.</summary>
    public QueueModel Queue => queue;

    /// <summary>How many at a time.</summary>
    public int Concurrency => concurrency;

    /// <summary>How long a claim holds.</summary>
    public TimeSpan Lease => lease;

    /// <summary>These routes have requests in it from now on.</summary>
    public void Follow(ImmutableArray<RouteDeferral> routes) => _routes = new ImmutableArrayBox(routes);

    /// <summary>Begins.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Takes no more.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Ends when what is in hand has ended.</summary>
    public Task Ended => _running;

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (core.Durable?.Store is { } store)
                    await WorkerOf(store).RunAsync(_stop.Token);
            }
            catch (DurabilityException closed)
            {
                Trouble("the store was closed", closed);
            }
            catch (Exception defect)
            {
                GatewayLog.DeferralFault(core.Log, queue.Name, defect);
            }

            await Task.Delay(LookEvery, core.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private QueueWorker WorkerOf(IDurableStore store) => new(
        store.Jobs,
        new QueueWorkerOptions
        {
            Queue = queue.Name,
            Worker = DeferMarks.WorkerOf(core.NodeId),
            ConcurrencyMax = concurrency,
            Lease = lease,
            Retry = new RetryRule { AttemptsMax = queue.MaxAttempts, First = queue.Backoff, Longest = queue.MaxBackoff },
            Poll = Poll,
            Clock = core.Time,
            Seed = (int)core.Random.Next(),
            Trouble = Trouble,
            Admit = AdmitAsync,
            Settled = Settled,
        },
        DoAsync);

    // While nothing can be sent for any route, one looks now and then.
    private async ValueTask<int> AdmitAsync(int free, CancellationToken stopping)
    {
        while (true)
        {
            var waitMs = long.MaxValue;
            foreach (var route in _routes.Value)
            {
                if (!route.Pace.IsHeld)
                    return free;
                waitMs = Math.Min(waitMs, route.Pace.WaitMs(core.Clock.NowMs));
                if (waitMs == 0)
                    return 1;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(waitMs, LookEvery.TotalMilliseconds)), core.Time, stopping);
        }
    }

    private Task<JobOutcome> DoAsync(ClaimedJob job, CancellationToken ends)
    {
        _trouble = null;
        var recovered = job.Attempt > 1 && job.LastError == IJobStore.LeaseRanOut;
        core.Durable!.CountersOf(queue.Name).CountLeased(recovered);
        if (recovered)
            GatewayLog.DeferredRecovered(core.Log, job.Claim.Id, queue.Name, job.Attempt);
        // A stop lets what is in hand end; only who lost the job breaks off.
        return _stop.IsCancellationRequested ? Task.FromResult(JobOutcome.NotAttempted()) : SendAsync(job, ends);
    }

    private async Task<JobOutcome> SendAsync(ClaimedJob job, CancellationToken ends)
    {
        using var lost = new CancellationTokenSource();
        await using var ended = ends.UnsafeRegister(
            state =>
            {
                if (!_stop.IsCancellationRequested)
                    ((CancellationTokenSource)state!).Cancel();
            },
            lost);
        return await replay.RunAsync(job, lost.Token);
    }

    private void Settled(ClaimedJob job, JobOutcome outcome, bool dead)
    {
        if (outcome.Kind == JobOutcomeKind.NotAttempted)
            return;
        var counters = core.Durable!.CountersOf(queue.Name);
        var route = DeferMarks.Find(job.Headers, DeferMarks.Route) is { } name ? _routes.Value.FirstOrDefault(known => known.Name == name) : null;
        if (outcome.Kind == JobOutcomeKind.Done)
        {
            counters.CountCompleted();
            route?.Counters.OnAnswered();
            return;
        }

        counters.CountFailed(dead);
        route?.Counters.OnFailed();
        if (!dead)
            return;
        route?.Counters.OnDead();
        GatewayLog.DeferredDead(core.Log, job.Claim.Id, queue.Name, job.Attempt, outcome.Error ?? "");
    }

    // The same trouble comes at every try.
    private void Trouble(string what, Exception? why)
    {
        var text = why is null ? what : $"{what}: {why.Message}";
        if (Interlocked.Exchange(ref _trouble, text) != text)
            GatewayLog.DeferralTrouble(core.Log, queue.Name, text);
    }
}
