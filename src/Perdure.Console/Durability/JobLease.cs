using Microsoft.Extensions.Logging;
using Perdure.Console.Agreement;
using Perdure.Durability.Storage;
using Perdure.Gateway.Deferral;
using Perdure.Model;

namespace Perdure.Console.Durability;

/// <summary>One lease: waits for jobs, gives up those that are hopeless, and gives back what nobody is left to take.</summary>
internal sealed class JobLease(DurableCall call, ILogger log)
{
    private static readonly TimeSpan GiveBackTimeout = TimeSpan.FromSeconds(2);

    /// <summary>So long later requests of a route that is gone are met again.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(1);

    private readonly QueueModel _queue = call.ServicesQueue();

    /// <summary>Answers the request.</summary>
    public async Task AnswerAsync()
    {
        var body = await call.BodyAsync(DurableWire.Default.LeaseJobsBody, optional: true);
        var wait = AgreementCall.Wait(body.Wait);
        var lease = DurableCall.Duration("lease", body.Lease) ?? DurableLimits.LeaseTime;
        var (max, worker) = (body.Max ?? DurableLimits.LeaseDefault, body.Worker ?? call.Who);
        using var slot = wait > TimeSpan.Zero ? call.TakeSlot() : null;
        var since = call.Clock.GetTimestamp();
        var jobs = await ClaimAsync(max, lease, worker);
        while (jobs.Count == 0 && wait - call.Clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
        {
            await call.Store.Jobs.WaitAsync(_queue.Name, left, call.Ended);
            jobs = await ClaimAsync(max, lease, worker);
        }

        await HandOverAsync(jobs);
    }

    // Not cancelled: a claim whose answer is not awaited would stay until its lease runs out.
    private async Task<List<ClaimedJob>> ClaimAsync(int max, TimeSpan lease, string worker)
    {
        call.Ended.ThrowIfCancellationRequested();
        var jobs = new List<ClaimedJob>();
        ClaimedJob? held = null;
        foreach (var job in await call.Store.Jobs.ClaimAsync(_queue.Name, max, lease, worker, CancellationToken.None))
        {
            if (DeferMarks.Has(job.Headers))
                await PutBackAsync(held = job);
            else if (!await GiveUpAsync(job))
                jobs.Add(job);
        }

        return jobs.Count > 0 || held is null ? jobs : throw DurableProblems.HeldRequests(_queue.Name, DeferMarks.Find(held.Headers, DeferMarks.Route));
    }

    // A request that a route accepted, with its client's credentials: it waits for the route, not for whoever leases.
    private async Task PutBackAsync(ClaimedJob job) =>
        await call.Store.Jobs.ReleaseAsync(job.Claim, (call.Clock.GetUtcNow() + HeldFor).ToUnixTimeMilliseconds(), CancellationToken.None);

    // A job that kills its workers, or is too old, is not tried for ever.
    private async Task<bool> GiveUpAsync(ClaimedJob job)
    {
        var nowMs = call.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (!QueueRules.IsHopeless(_queue, job.Attempt, job.EnqueuedAtMs, nowMs))
            return false;
        var error = job.LastError ?? IJobStore.LeaseRanOut;
        if (await call.Store.Jobs.FailAsync(job.Claim, error, null, CancellationToken.None))
        {
            call.View.CountersOf(_queue.Name).CountFailed(dead: true);
            log.JobDead(job.Claim.Id, _queue.Name, job.Attempt - 1, error);
        }

        return true;
    }

    private async Task HandOverAsync(List<ClaimedJob> jobs)
    {
        try
        {
            call.Context.RequestAborted.ThrowIfCancellationRequested();
            await call.AnswerAsync(new LeasedListAnswer([.. jobs.Select(LeasedJobAnswer.Of)], call.View.Node), DurableWire.Default.LeasedListAnswer);
            foreach (var job in jobs)
                Count(job);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            await GiveBackAsync(jobs);
            throw;
        }
    }

    private void Count(ClaimedJob job)
    {
        var recovered = job.Attempt > 1 && job.LastError == IJobStore.LeaseRanOut;
        call.View.CountersOf(_queue.Name).CountLeased(recovered);
        if (recovered)
            log.JobRecovered(job.Claim.Id, _queue.Name, job.Attempt);
    }

    private async Task GiveBackAsync(List<ClaimedJob> jobs)
    {
        using var late = new CancellationTokenSource(GiveBackTimeout, call.Clock);
        try
        {
            foreach (var job in jobs)
                await call.Store.Jobs.ReleaseAsync(job.Claim, null, late.Token);
        }
        catch (Exception failed) when (failed is OperationCanceledException or DurabilityException or RefusedException)
        {
            // The leases run out by themselves.
        }
    }
}
