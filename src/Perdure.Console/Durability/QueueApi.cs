using Microsoft.Extensions.Logging;
using Perdure.Console.Agreement;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Durability.Storage;

namespace Perdure.Console.Durability;

/// <summary><c>/api/v1/queues</c>: what is in the queues, and what operators do with it.</summary>
internal static class QueueApi
{
    private const string Root = "/api/v1/queues";
    private const string One = Root + "/{queue}";

    /// <summary>Adds the pages.</summary>
    public static void Map(DurabilityApi.Pages pages, ILogger log)
    {
        pages.Get(Root, async call => await call.AnswerAsync(new QueueList(await AllAsync(call)), DurableJson.Default.QueueList));
        pages.Get(One, async call =>
        {
            var name = await call.KnownQueueAsync();
            await call.AnswerAsync((await AllAsync(call)).First(queue => queue.Name == name), DurableJson.Default.QueueStatus);
        });
        pages.Get(One + "/jobs", ListAsync);
        pages.Get(One + "/jobs/{id}", async call =>
        {
            var (name, id) = (await call.KnownQueueAsync(), call.Part("id"));
            var job = await call.Store.Jobs.GetAsync(id, call.Ended);
            if (job is null || job.Info.Queue != name)
                throw DurableProblems.UnknownJob(name, id);
            var content = call.Query("content") == "true";
            if (content && DeferredView.IsSecret(job) && !call.IsOperator)
                throw DurableProblems.ContentForOperators(id);
            await call.AnswerAsync(JobDetails.Of(job, content), DurableJson.Default.JobDetails);
        });
        pages.Operate(One + "/retry", call => RetryAsync(call, log));
        pages.Operate(One + "/purge", call => PurgeAsync(call, log));
    }

    private static async Task<IReadOnlyList<QueueStatus>> AllAsync(DurableCall call) =>
        QueueStatus.All(call.View, await call.Store.Jobs.QueuesAsync(call.Ended), call.Clock.GetUtcNow());

    private static async Task ListAsync(DurableCall call)
    {
        var name = await call.KnownQueueAsync();
        var query = new JobQuery(name, DurableCall.State(call.Query("state")), call.Number("after") ?? 0, call.Max(DurableLimits.PageDefault));
        var page = await call.Store.Jobs.ListAsync(query, call.Ended);
        await call.AnswerAsync(new JobList([.. page.Jobs.Select(JobDetails.Of)], page.Next), DurableJson.Default.JobList);
    }

    private static async Task RetryAsync(DurableCall call, ILogger log)
    {
        var name = await call.KnownQueueAsync();
        var body = await call.BodyAsync(DurableWire.Default.RetryBody, optional: true);
        var count = await call.Store.Jobs.RetryDeadAsync(name, body.Ids, body.Max ?? StoreLimits.SweepMax, call.Ended);
        log.JobsRetried(call.Who, count, name);
        await call.AnswerAsync(new JobCount(count), DurableJson.Default.JobCount);
    }

    private static async Task PurgeAsync(DurableCall call, ILogger log)
    {
        var name = await call.KnownQueueAsync();
        var body = await call.BodyAsync(DurableWire.Default.PurgeBody);
        var state = DurableCall.State(body.State) ?? throw RefusedException.Invalid("state: it is missing; send pending, done or dead.");
        var count = await call.Store.Jobs.PurgeAsync(name, state, body.Max ?? StoreLimits.SweepMax, call.Ended);
        log.JobsPurged(call.Who, count, KebabCase.Of(state), name);
        await call.AnswerAsync(new JobCount(count), DurableJson.Default.JobCount);
    }
}
