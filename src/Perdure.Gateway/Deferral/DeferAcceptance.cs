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
        var secret = DeferTicket.NewSecret();
        var proof = DeferTicket.ProofOf(secret);
        var job = new NewJob
        {
            Queue = _queue,
            Payload = payload,
            Headers = DeferMarks.Of(request, proof),
            Group = group,
            // An enqueueing whose outcome is not known can be repeated.
            DedupeKey = "deferred:" + Convert.ToHexStringLower(proof),
        };
        try
        {
            var id = await EnqueueAsync(store.Jobs, job);
            durable.CountersOf(_queue).CountEnqueued(1, 0);
            deferral.Counters.OnAccepted();
            return (DeferTicket.IdOf(id, secret), null);
        }
        catch (DurabilityException failed)
        {
            return (null, Refuse(failed));
        }
    }

    /// <summary>Enqueues a job that has a dedupe key; once more when it is not known whether it is there. The client's going does not end it: the write may have been done by then.</summary>
    internal static async ValueTask<string> EnqueueAsync(IJobStore jobs, NewJob job)
    {
        try
        {
            return (await jobs.EnqueueAsync([job], CancellationToken.None))[0].Id;
        }
        catch (DurabilityException unknown) when (unknown.Failure == DurabilityFailure.UnknownOutcome)
        {
            try
            {
                return (await jobs.EnqueueAsync([job], CancellationToken.None))[0].Id;
            }
            catch (DurabilityException)
            {
                // That the second time did nothing says nothing of the first.
                throw unknown;
            }
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
