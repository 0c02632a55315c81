using System.Globalization;
using System.Net.Http.Json;
using Perdure.Console.Durability;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;

namespace Perdure.Administration;

// Queues of jobs.
internal sealed partial class AdminClient
{
    private const string QueuesPath = "/api/v1/queues";

    /// <summary><c>GET /api/v1/queues</c>.</summary>
    public Task<QueueList> QueuesAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, QueuesPath, DurableJson.Default.QueueList, cancellationToken);

    /// <summary>One queue.</summary>
    public Task<QueueStatus> QueueAsync(string queue, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, PathOf(queue), DurableJson.Default.QueueStatus, cancellationToken);

    /// <summary>Some jobs of a queue.</summary>
    /// <param name="queue">Of which.</param>
    /// <param name="state">Of which state; null: of any.</param>
    /// <param name="after">Where the page before ended; 0: from the oldest.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<JobList> JobsAsync(string queue, string? state, long after, int max, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"{PathOf(queue)}/jobs?after={after}&max={max}{(state is null ? "" : $"&state={state}")}"),
        DurableJson.Default.JobList,
        cancellationToken);

    /// <summary>A job with its content; a deferred request without it unless it is asked for.</summary>
    public Task<JobDetails> JobAsync(string queue, string id, bool content, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{PathOf(queue)}/jobs/{Uri.EscapeDataString(id)}{(content ? "?content=true" : "")}", DurableJson.Default.JobDetails, cancellationToken);

    /// <summary>A job with its content; null when it is not there any more.</summary>
    public async Task<JobDetails?> FindJobAsync(string queue, string id, bool content, CancellationToken cancellationToken)
    {
        try
        {
            return await JobAsync(queue, id, content, cancellationToken);
        }
        catch (RefusedException gone) when (gone.ProblemType == ProblemTypes.UnknownJob)
        {
            return null;
        }
    }

    /// <summary>Makes dead jobs pending again: these, or as many as a call takes.</summary>
    public Task<JobCount> RetryJobsAsync(string queue, IReadOnlyList<string>? ids, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        PathOf(queue) + "/retry",
        DurableJson.Default.JobCount,
        cancellationToken,
        JsonContent.Create(new RetryBody { Ids = ids }, DurableWire.Default.RetryBody));

    /// <summary>Deletes as many jobs of a state as a call takes.</summary>
    public Task<JobCount> PurgeJobsAsync(string queue, string state, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        PathOf(queue) + "/purge",
        DurableJson.Default.JobCount,
        cancellationToken,
        JsonContent.Create(new PurgeBody { State = state }, DurableWire.Default.PurgeBody));

    private static string PathOf(string queue) => $"{QueuesPath}/{Uri.EscapeDataString(queue)}";
}
