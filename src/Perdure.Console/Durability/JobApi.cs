using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Perdure.Console.Agreement;
using Perdure.Durability.Storage;
using Perdure.Gateway.Deferral;

namespace Perdure.Console.Durability;

/// <summary>What services do with the jobs of <c>/api/v1/queues/{queue}</c>: enqueue, lease, extend, complete, fail, release.</summary>
internal static class JobApi
{
    private const string One = "/api/v1/queues/{queue}";

    /// <summary>Adds the pages.</summary>
    public static void Map(DurabilityApi.Pages pages, ILogger log)
    {
        pages.Change("POST", One, DurableLimits.EnqueueBytesMax, call => EnqueueAsync(call, log));
        pages.Change("POST", One + "/lease", DurableLimits.BodyBytesMax, call => new JobLease(call, log).AnswerAsync());
        pages.Change("POST", One + "/complete", DurableLimits.ResultBytesMax, CompleteAsync);
        pages.Change("POST", One + "/fail", DurableLimits.BodyBytesMax, call => FailAsync(call, log));
        pages.Change("POST", One + "/extend", DurableLimits.BodyBytesMax, async call =>
        {
            var (claim, body) = await ClaimAsync(call);
            var lease = DurableCall.Duration("lease", body.Lease) ?? DurableLimits.LeaseTime;
            await EndAsync(call, claim, await call.Store.Jobs.ExtendAsync(claim, lease, call.Ended));
        });
        pages.Change("POST", One + "/release", DurableLimits.BodyBytesMax, async call =>
        {
            var (claim, body) = await ClaimAsync(call);
            await EndAsync(call, claim, await call.Store.Jobs.ReleaseAsync(claim, DueAtMs(call, body.Delay), call.Ended));
        });
    }

    private static async Task EnqueueAsync(DurableCall call, ILogger log)
    {
        var queue = call.ServicesQueue();
        var body = await call.BodyAsync(DurableWire.Default.EnqueueBody);
        if (body.Jobs is not null && body != new EnqueueBody { Jobs = body.Jobs })
            throw RefusedException.Invalid("jobs: it stands alone; put what belongs to a job into its object.");
        NewJob[] jobs = [.. (body.Jobs ?? [body]).Select(job => JobOf(call, queue.Name, job))];
        var enqueued = await call.Store.Jobs.EnqueueAsync(jobs, call.Ended);
        var skipped = enqueued.Count(static job => job.Duplicate);
        call.View.CountersOf(queue.Name).CountEnqueued(enqueued.Count - skipped, skipped);
        if (skipped > 0)
            log.JobsSkipped(skipped, queue.Name, enqueued.First(static job => job.Duplicate).Id);
        call.Context.Response.StatusCode = skipped < enqueued.Count ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        EnqueuedAnswer[] answers = [.. enqueued.Select(static job => new EnqueuedAnswer(job.Id, job.Duplicate))];
        if (body.Jobs is not null)
        {
            await call.AnswerAsync(new EnqueuedListAnswer(answers), DurableWire.Default.EnqueuedListAnswer);
            return;
        }

        call.Context.Response.Headers.Location = $"/api/v1/queues/{queue.Name}/jobs/{answers[0].Id}";
        await call.AnswerAsync(answers[0], DurableWire.Default.EnqueuedAnswer);
    }

    private static NewJob JobOf(DurableCall call, string queue, JobBody? body) => body is null
        ? throw RefusedException.Invalid("jobs: expected objects, found null.")
        : new NewJob
        {
            Queue = queue,
            Payload = Contents.Read("payload", body.Payload, body.PayloadBase64),
            Headers = HeadersOf(body),
            Group = body.Group,
            DedupeKey = body.DedupeKey,
            NotBeforeMs = DueAtMs(call, body.Delay),
        };

    // What a route accepted is known by it.
    private static ImmutableArray<KeyValuePair<string, string>> HeadersOf(JobBody body) =>
        body.Headers is not { } headers ? []
        : headers.ContainsKey(DeferMarks.Kind) ? throw RefusedException.Invalid($"headers: \"{DeferMarks.Kind}\" is the gateway's own; use another name.")
        : [.. headers.Select(static header => KeyValuePair.Create(header.Key, header.Value ?? ""))];

    private static async Task CompleteAsync(DurableCall call)
    {
        var (claim, body) = await ClaimAsync(call);
        var done = await call.Store.Jobs.CompleteAsync(claim, Contents.Read("result", body.Result, body.ResultBase64), call.Ended);
        if (done)
            call.View.CountersOf(call.Part("queue")).CountCompleted();
        await EndAsync(call, claim, done);
    }

    private static async Task FailAsync(DurableCall call, ILogger log)
    {
        var (claim, body) = await ClaimAsync(call);
        var asked = DueAtMs(call, body.Delay);
        var name = call.Part("queue");
        var job = await call.Store.Jobs.GetAsync(claim.Id, call.Ended);
        if (job is null || job.Info.Queue != name)
            throw DurableProblems.UnknownJob(name, claim.Id);
        var byRule = body.Dead ? null : QueueRules.NextMs(call.Find(name), job.Info.Attempts, job.Info.EnqueuedAtMs, NowMs(call));

        // A worker may ask for a later time than the rule's, not for more attempts.
        var retryAt = byRule is { } next ? Math.Max(next, asked ?? 0) : (long?)null;
        var error = body.Error ?? "the worker did not say what went wrong";
        if (!await call.Store.Jobs.FailAsync(claim, error, retryAt, call.Ended))
            throw DurableProblems.ClaimLost(claim.Id);
        call.View.CountersOf(name).CountFailed(retryAt is null);
        if (retryAt is null)
            log.JobDead(claim.Id, name, job.Info.Attempts, Shown(error));
        var answer = new FailedAnswer(retryAt is null ? "dead" : "pending", retryAt is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null);
        await call.AnswerAsync(answer, DurableWire.Default.FailedAnswer);
    }

    private static async Task<(JobClaim Claim, ClaimBody Body)> ClaimAsync(DurableCall call)
    {
        var body = await call.BodyAsync(DurableWire.Default.ClaimBody);
        var claim = DurableCall.Claim(body.Id, body.Token);
        if (call.View.Defers)
            await RefuseDeferredAsync(call, claim.Id);
        return (claim, body);
    }

    // Tokens count up, so the one of a request that the gateway is sending can be guessed: it would be done for without having been answered.
    private static async Task RefuseDeferredAsync(DurableCall call, string id)
    {
        var name = call.Part("queue");
        if (await call.Store.Jobs.GetAsync(id, call.Ended) is not { } job || !DeferMarks.Has(job.Headers))
            return;
        throw job.Info.Queue == name && call.View.RouteOf(name) is { } route ? DurableProblems.RoutesQueue(name, route) : DurableProblems.UnknownJob(name, id);
    }

    private static Task EndAsync(DurableCall call, JobClaim claim, bool done) => done ? call.DoneAsync() : throw DurableProblems.ClaimLost(claim.Id);

    private static long? DueAtMs(DurableCall call, string? delay) =>
        DurableCall.Duration("delay", delay) is { } wait && wait > TimeSpan.Zero ? NowMs(call) + (long)wait.TotalMilliseconds : null;

    private static long NowMs(DurableCall call) => call.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Shown(string error) => error.Length <= 200 ? error : error[..200] + "…";
}
