using Perdure.Durability.Storage;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;

namespace Perdure.Gateway.Deferral;

/// <summary>Puts requests into a route's queue. Thread-safe.</summary>
internal sealed class DeferAcceptance(RouteDeferral deferral, GatewayCore core)
{
    private readonly string _queue = deferral.Queue.Name;

    /// <summary>Whether an earlier request of the group is not done yet, or why that is not known.</summary>
    public async ValueTask<(bool Waits, Problem? Refused)> IsWaitingAsync(string group)
    {
        if (core.Durable?.Store is not { } store)
            return (false, Problems.DurableUnavailable);
        try
        {
            return (await store.Jobs.IsGroupOpenAsync(_queue, group, CancellationToken.None), null);
        }
        catch (DurabilityException failed)
        {
            return (false, Refuse(failed));
        }
    }

    /// <summary>Puts a request on the disk, whose body is whole. Returns its id for the client, or why it was not accepted.</summary>
    public async ValueTask<(string? Id, Problem? Refused)> AcceptAsync(Exchange exchange, string? group)
    {
        if (core.Durable is not { Store: { } store } durable)
            return (null, Problems.DurableUnavailable);
        var request = DeferCapture.Of(exchange, deferral.Name, core.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var payload = DeferralFormat.Encode(request);
        if (payload.Length > StoreLimits.PayloadBytesMax)
            return (null, Problems.TooLargeToDefer);
        var secret = exchange.Execution is { } execution ? DeferTicket.SecretOf(execution) : DeferTicket.NewSecret();
        var proof = DeferTicket.ProofOf(secret);
        var job = new NewJob
        {
            Queue = _queue,
            Payload = payload,
            Headers = DeferMarks.Of(request, proof),
            Group = group,
            // An enqueueing whose outcome is not known can be repeated, now or by whoever repeats the request.
            DedupeKey = "deferred:" + Convert.ToHexStringLower(proof),
        };
        try
        {
            var (id, isKnown) = await EnqueueAsync(store.Jobs, job);
            durable.CountersOf(_queue).CountEnqueued(isKnown ? 0 : 1, isKnown ? 1 : 0);
            deferral.Counters.OnAccepted();
            return (DeferTicket.IdOf(id, secret), null);
        }
        catch (DurabilityException failed)
        {
            return (null, Refuse(failed));
        }
    }

    /// <summary>
    /// Enqueues a job that has a dedupe key; once more when it is not known whether it is there. The client's going does not end it: the write may have
    /// been done by then.
    /// </summary>
    internal static async ValueTask<EnqueuedJob> EnqueueAsync(IJobStore jobs, NewJob job)
    {
        try
        {
            return (await jobs.EnqueueAsync([job], CancellationToken.None))[0];
        }
        catch (DurabilityException unknown) when (unknown.Failure == DurabilityFailure.UnknownOutcome)
        {
            return (await AgainAsync(jobs, job)) with { Duplicate = false };
        }
    }

    // Whatever the second try says of itself, nobody knows of the first: the client must not hear that nothing was accepted.
    private static async ValueTask<EnqueuedJob> AgainAsync(IJobStore jobs, NewJob job)
    {
        try
        {
            return (await jobs.EnqueueAsync([job], CancellationToken.None))[0];
        }
        catch (DurabilityException second)
        {
            throw new DurabilityException(DurabilityFailure.UnknownOutcome, $"it may be on the disk or not: {second.Message}", second);
        }
    }

    private Problem Refuse(DurabilityException failed)
    {
        GatewayLog.DeferralRefused(core.Log, deferral.Name, failed.Message);
        return failed.Failure switch
        {
            DurabilityFailure.Full => Problems.DurableFull,
            DurabilityFailure.UnknownOutcome => Problems.DurableUnknown,
            DurabilityFailure.TooLarge or DurabilityFailure.Invalid => Problems.TooLargeToDefer,
            _ => Problems.DurableUnavailable,
        };
    }
}
