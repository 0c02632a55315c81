using Perdure.Durability.Storage;

namespace Perdure.Durability.Queues;

/// <summary>
/// Does the jobs of a queue: a bounded number at a time, each under a lease that is renewed while it is being done. A job whose claim was lost is
/// cancelled, and its outcome is not written: somebody else has it. Outlasts failures of the store.
/// </summary>
/// <param name="jobs">The queues.</param>
/// <param name="options">How it works.</param>
/// <param name="work">
/// Does one job. Its token is cancelled when the claim is lost or the worker is stopped. What it throws is a failure to be tried again; a cancellation
/// because the worker was stopped gives the job back without counting the attempt, so it must only be thrown when nothing was done.
/// </param>
public sealed class QueueWorker(IJobStore jobs, QueueWorkerOptions options, Func<ClaimedJob, CancellationToken, Task<JobOutcome>> work)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(options.Seed);
    private readonly HashSet<Task> _running = [];
    private readonly SemaphoreSlim _free = new(options.ConcurrencyMax);

    /// <summary>Works until it is cancelled, then waits for what is in hand.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested) await RoundAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }

        Task[] left;
        lock (_lock) left = [.. _running];
        await Task.WhenAll(left);
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        await _free.WaitAsync(stopping);
        var free = 1;
        while (free < options.ConcurrencyMax && _free.Wait(0, CancellationToken.None)) free++;
        var (taken, may) = (0, free);
        try
        {
            may = options.Admit is { } admit ? Math.Clamp(await admit(free, stopping), 1, free) : free;
            // Not cancelled by the stop: a claim whose answer is not awaited would stay until its lease runs out.
            var claimed = await jobs.ClaimAsync(options.Queue, may, options.Lease, options.Worker, CancellationToken.None);
            foreach (var job in claimed)
            {
                Begin(job, stopping);
                taken++;
            }
        }
        catch (DurabilityException e) when (e.Failure != DurabilityFailure.Closed)
        {
            options.Trouble?.Invoke($"no jobs of {options.Queue} could be claimed", e);
            await Task.Delay(options.Poll, options.Clock, stopping);
        }
        finally
        {
            if (free > taken) _free.Release(free - taken);
        }

        if (taken < may) await WaitAsync(stopping);
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        try
        {
            await jobs.WaitAsync(options.Queue, options.Poll, stopping);
        }
        catch (DurabilityException e) when (e.Failure != DurabilityFailure.Closed)
        {
            options.Trouble?.Invoke($"waiting for jobs of {options.Queue} failed", e);
            await Task.Delay(options.Poll, options.Clock, stopping);
        }
    }

    private void Begin(ClaimedJob job, CancellationToken stopping)
    {
        var running = Task.Run(() => DoAsync(job, stopping), CancellationToken.None);
        lock (_lock) _running.Add(running);
        _ = running.ContinueWith(
            done =>
            {
                lock (_lock) _running.Remove(done);
                _free.Release();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task DoAsync(ClaimedJob job, CancellationToken stopping)
    {
        JobOutcome outcome;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var heartbeat = HeartbeatAsync(job.Claim, ends);
        try
        {
            // Claims whose lease ran out count as attempts: a job that kills its workers is not tried for ever.
            outcome = job.Attempt > options.Retry.AttemptsMax ? JobOutcome.Hopeless(job.LastError ?? IJobStore.LeaseRanOut) : await work(job, ends.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            outcome = JobOutcome.NotAttempted();
        }
        catch (Exception e)
        {
            outcome = JobOutcome.Failed(e.Message);
        }

        await ends.CancelAsync();
        if (await heartbeat) await SettleAsync(job, outcome);
    }

    // Returns whether the claim is still ours, as far as is known. When the store is not reached it stays so: the token guards the outcome.
    private async Task<bool> HeartbeatAsync(JobClaim claim, CancellationTokenSource ends)
    {
        while (!ends.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Lease / 3, options.Clock, ends.Token);
                if (await jobs.ExtendAsync(claim, options.Lease, CancellationToken.None)) continue;
                options.Trouble?.Invoke($"the claim of job {claim.Id} of {options.Queue} was lost: its lease had run out", null);
                await ends.CancelAsync();
                return false;
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (DurabilityException e)
            {
                options.Trouble?.Invoke($"the claim of job {claim.Id} of {options.Queue} could not be renewed", e);
            }
        }

        return true;
    }

    // Tried until the lease would have run out: what was done should not be done again.
    private async Task SettleAsync(ClaimedJob job, JobOutcome outcome)
    {
        var since = options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                if (!await WriteAsync(job, outcome)) options.Trouble?.Invoke($"job {job.Claim.Id} of {options.Queue} was {outcome.Kind}, but its lease had run out: it will be done again", null);
                return;
            }
            catch (DurabilityException e) when (e.IsTransient && options.Clock.GetElapsedTime(since) < options.Lease)
            {
                options.Trouble?.Invoke($"the outcome of job {job.Claim.Id} of {options.Queue} could not be written yet", e);
                await Task.Delay(options.Lease / 20, options.Clock, CancellationToken.None);
            }
            catch (DurabilityException e) when (e.Failure == DurabilityFailure.TooLarge)
            {
                outcome = JobOutcome.Hopeless($"it was done, but its result could not be kept: {e.Message}");
            }
            catch (DurabilityException e)
            {
                options.Trouble?.Invoke($"job {job.Claim.Id} of {options.Queue} was {outcome.Kind}, which could not be written: it will be done again", e);
                return;
            }
        }
    }

    private async ValueTask<bool> WriteAsync(ClaimedJob job, JobOutcome outcome)
    {
        var retryAtMs = outcome.Kind == JobOutcomeKind.Failed ? RetryAtMs(job.Attempt, outcome) : null;
        var held = await (outcome.Kind switch
        {
            JobOutcomeKind.Done => jobs.CompleteAsync(job.Claim, outcome.Result, CancellationToken.None),
            JobOutcomeKind.NotAttempted => jobs.ReleaseAsync(job.Claim, outcome.NotBeforeMs, CancellationToken.None),
            _ => jobs.FailAsync(job.Claim, outcome.Error ?? "", retryAtMs, CancellationToken.None),
        });
        if (held) options.Settled?.Invoke(job, outcome, outcome.Kind is JobOutcomeKind.Failed or JobOutcomeKind.Hopeless && retryAtMs is null);
        return held;
    }

    private long? RetryAtMs(int attempt, JobOutcome outcome)
    {
        double random;
        lock (_lock) random = _random.NextDouble();
        var next = options.Retry.NextMs(attempt, options.Clock.GetUtcNow().ToUnixTimeMilliseconds(), random);
        return next is { } byRule ? Math.Max(byRule, outcome.NotBeforeMs ?? 0) : null;
    }
}
