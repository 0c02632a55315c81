using Perdure.Durability.Queues;
using Perdure.Durability.Storage;
using Perdure.Gateway.Answers;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// Sends a deferred request once more, and says what became of it: answered for good (2xx to 4xx but 408, 425 and 429), failed, or not sent at all because
/// nothing could take it, which is no attempt. Thread-safe.
/// </summary>
internal sealed class Replay(GatewayCore core, Func<string, RouteDeferral?> find)
{
    /// <summary>How long a request waits whose route is gone, before it is looked for again.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(1);

    /// <summary>Its requests are kept for a route that is not there.</summary>
    public event Action<string>? Held;

    /// <summary>Sends it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="lost">Cancelled when somebody else has the job.</param>
    public async Task<JobOutcome> RunAsync(ClaimedJob job, CancellationToken lost)
    {
        var request = Read(job, out var outcome);
        if (request is null)
            return outcome;
        if (find(request.Route) is not { } route)
        {
            Held?.Invoke(request.Route);
            return JobOutcome.NotAttempted(NowMs + (long)HeldFor.TotalMilliseconds);
        }

        if (job.Attempt > 1 && IsOver(route, job))
            return JobOutcome.Hopeless(job.LastError ?? IJobStore.LeaseRanOut);
        var answer = new ReplayAnswer(MaxAnswer(route));
        var ended = await core.Detached.TryRunAsync(
            (exchange, stop) => ReplayExchange.Fill(exchange, request, job, route, answer, new DetachedLifetime(stop, lost)),
            route.Chain.RunAsync);
        return ended is { } known ? Judge(route, job, known, answer) : NotSent(route);
    }

    private long NowMs => core.Time.GetUtcNow().ToUnixTimeMilliseconds();

    // The head of an answer has its share, too.
    private static int MaxAnswer(RouteDeferral route) => (int)Math.Min(route.Model.MaxBody, StoreLimits.PayloadBytesMax - (64 << 10));

    private DeferredRequest? Read(ClaimedJob job, out JobOutcome outcome)
    {
        outcome = default;
        string? error = "it was not accepted by a route, but put into the queue by somebody else";
        if (DeferMarks.Has(job.Headers) && DeferralFormat.TryDecode(job.Payload, out DeferredRequest? request, out error))
            return request;
        GatewayLog.DeferredUnreadable(core.Log, job.Claim.Id, job.Queue, error);
        if (DeferMarks.Find(job.Headers, DeferMarks.Route) is { } route)
            find(route)?.Counters.OnUnreadable();
        outcome = JobOutcome.Hopeless($"the stored request cannot be sent: {error}");
        return null;
    }

    private JobOutcome Judge(RouteDeferral route, ClaimedJob job, in Outcome ended, ReplayAnswer answer)
    {
        if (ended.Kind is OutcomeKind.Unavailable or OutcomeKind.Shed)
            return NotSent(route);
        route.Pace.OnSent();
        // An endless answer is broken off here, not by the service.
        if (ended.Kind == OutcomeKind.Answered || (ended.Kind == OutcomeKind.ClientGone && answer.Dropped))
        {
            if (answer.Head.StatusCode is >= 200 and < 500 and not (408 or 425 or 429))
                return JobOutcome.Done(Encode(job, answer));
            return Failed(route, job, $"{route.Service.Name} answered {StatusText.Of(answer.Head.StatusCode)}", RetryAfterMs(answer));
        }

        var why = ended.Kind == OutcomeKind.ClientGone ? "the node stopped, or lost the job, while it waited for the answer"
            : ended.Problem is not { } problem ? $"the answer of {route.Service.Name} broke off"
            : ended.Details is { } details ? $"{problem.Title} ({details})" : problem.Title;
        return Failed(route, job, why, ended.RetryAfterMs);
    }

    private JobOutcome NotSent(RouteDeferral route)
    {
        route.Counters.OnPostponed();
        // Earlier than the next look, so that this one is due by then.
        return JobOutcome.NotAttempted(NowMs + (route.Pace.OnNotSent(core.Clock.NowMs) / 2));
    }

    private JobOutcome Failed(RouteDeferral route, ClaimedJob job, string error, long retryAfterMs) => IsOver(route, job)
        ? JobOutcome.Hopeless(error)
        : JobOutcome.Failed(error, retryAfterMs > 0 ? NowMs + retryAfterMs : null);

    private bool IsOver(RouteDeferral route, ClaimedJob job) =>
        route.Queue.DeadLetterAfter is { } after && NowMs - job.EnqueuedAtMs >= after.TotalMilliseconds;

    private static byte[] Encode(ClaimedJob job, ReplayAnswer answer)
    {
        var kept = answer.ToAnswer(Convert.FromHexString(DeferMarks.Find(job.Headers, DeferMarks.Proof) ?? ""));
        var bytes = DeferralFormat.Encode(kept);
        return bytes.Length <= StoreLimits.PayloadBytesMax ? bytes : DeferralFormat.Encode(kept with { Headers = [], Body = default, BodyDropped = true });
    }

    private static long RetryAfterMs(ReplayAnswer answer) =>
        answer.Head.Headers.RetryAfter is [{ } text] && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            ? Math.Min(seconds, 86_400) * 1_000L
            : 0;
}
