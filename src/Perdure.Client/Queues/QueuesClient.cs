using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Perdure.Client.Leases;
using Perdure.Client.Transport;

namespace Perdure.Client.Queues;

/// <summary>
/// Queues of jobs: at least once, in order per group. Thread-safe. Every method throws <see cref="PerdureException"/>;
/// <see cref="PerdureFailure.Lost"/> means that the lease ran out, and that somebody else may have the job.
/// </summary>
/// <remarks>
/// Each node keeps its own jobs. A client of several nodes enqueues on any that answers; a single
/// lease asks the one that answered last, and <see cref="WorkAsync(string, Func{LeasedJob, CancellationToken, Task}, QueueWorkOptions?, CancellationToken)"/> all of them.
/// </remarks>
public sealed class QueuesClient
{
    private static readonly string s_worker = OwnName.Next();
    private readonly NodeConnections _nodes;
    private readonly TimeProvider _clock;

    internal QueuesClient(NodeConnections nodes, TimeProvider clock) => (_nodes, _clock) = (nodes, clock);

    /// <summary>The nodes.</summary>
    internal IReadOnlyList<Uri> Nodes => _nodes.Nodes;

    /// <summary>
    /// Works on a queue until it is cancelled: leases jobs from every node that the client knows, does up to
    /// <see cref="QueueWorkOptions.Concurrency"/> of them at a time, keeps their leases, and tells what came of them. A node that is lost is asked
    /// again with growing pauses while the others go on. When it is cancelled, jobs in hand are finished within
    /// <see cref="QueueWorkOptions.StopGrace"/> or given back; then it returns.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="handler">
    /// Does one job. Its token is cancelled when the lease is lost (somebody else may have the job), and when the worker was stopped and its grace
    /// is over: then <see cref="OperationCanceledException"/> gives the job back as if it had not been leased. What else it throws is an attempt
    /// that failed; <see cref="JobFailedException"/> can give the job up. A job may come again although it was done: its effect has to be
    /// idempotent, by the job's id or its token.
    /// </param>
    /// <param name="options">How; null: one job at a time.</param>
    /// <param name="cancellationToken">Stops it, gracefully.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    /// <exception cref="PerdureException">
    /// A node refused the first request for good: there is no such queue, the token is wrong. Later this is tried again like any other loss.
    /// </exception>
    public Task WorkAsync(
        string queue, Func<LeasedJob, CancellationToken, Task> handler, QueueWorkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return WorkAsync(
            queue,
            async (job, ends) =>
            {
                await handler(job, ends).ConfigureAwait(false);
                return ReadOnlyMemory<byte>.Empty;
            },
            options,
            cancellationToken);
    }

    /// <summary>As the other one, with a handler whose result is kept with the job, at most 1 MiB.</summary>
    /// <inheritdoc cref="WorkAsync(string, Func{LeasedJob, CancellationToken, Task}, QueueWorkOptions?, CancellationToken)"/>
    public Task WorkAsync(
        string queue, Func<LeasedJob, CancellationToken, Task<ReadOnlyMemory<byte>>> handler, QueueWorkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        ArgumentNullException.ThrowIfNull(handler);
        return new QueueWork(this, _clock, queue, (options ?? new QueueWorkOptions()).Checked(), handler.Invoke).RunAsync(cancellationToken);
    }

    /// <summary>Adds a job; returns when it is on the disk.</summary>
    /// <exception cref="PerdureException">
    /// <see cref="PerdureFailure.UnknownOutcome"/>: it was added or not; with a dedupe key it may be sent again to the same node.
    /// <see cref="PerdureFailure.Full"/>: the queue is at its bound.
    /// </exception>
    public async Task<EnqueuedJob> EnqueueAsync(string queue, NewJob job, CancellationToken cancellationToken = default) =>
        (await EnqueueAsync(queue, [job], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Adds up to 1,000 jobs in their order, all or none; returns when they are on the disk.</summary>
    public async Task<IReadOnlyList<EnqueuedJob>> EnqueueAsync(string queue, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var call = Post(PathOf(queue), new EnqueueWire([.. jobs.Select(JobWire.Of)]), ClientJson.Default.EnqueueWire);

        // Not on another node: that one has a store of its own, which knows no dedupe key of the first.
        return (await _nodes.SendAsync(call with { Repeatable = false }, ClientJson.Default.EnqueuedWire, cancellationToken).ConfigureAwait(false)).Jobs;
    }

    /// <summary>Takes due jobs, and waits for one if there is none. None when the wait was for nothing.</summary>
    public Task<IReadOnlyList<LeasedJob>> LeaseAsync(string queue, JobLeaseOptions? options = null, CancellationToken cancellationToken = default) =>
        LeaseAsync(null, queue, options ?? new JobLeaseOptions(), cancellationToken);

    /// <summary>Takes due jobs from one node; null: from any.</summary>
    internal async Task<IReadOnlyList<LeasedJob>> LeaseAsync(Uri? at, string queue, JobLeaseOptions options, CancellationToken cancellationToken)
    {
        var body = new LeaseJobsWire(options.Max, DurationText.Of(options.Lease), DurationText.Of(options.Wait), options.Worker ?? s_worker);
        var call = Post(PathOf(queue) + "/lease", body, ClientJson.Default.LeaseJobsWire) with { Wait = options.Wait, Node = at };
        var (answer, node) = await _nodes.AskAsync(call, ClientJson.Default.LeasedWire, cancellationToken).ConfigureAwait(false);
        return [.. answer.Jobs.Select(job => job.ToJob(queue, node))];
    }

    /// <summary>Ends a job well. May be repeated.</summary>
    /// <param name="job">The job.</param>
    /// <param name="result">What is kept with it, at most 1 MiB. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task CompleteAsync(LeasedJob job, ReadOnlyMemory<byte> result = default, CancellationToken cancellationToken = default) =>
        EndAsync(job, "complete", new ClaimWire(job.Id, job.Token) { ResultBase64 = result.IsEmpty ? null : result.ToArray() }, cancellationToken);

    /// <summary>Ends an attempt badly. Returns when the job is tried again; null: it is dead, because its attempts or its time are used up.</summary>
    /// <param name="job">The job.</param>
    /// <param name="error">What went wrong, for people to read.</param>
    /// <param name="delay">Not to be tried again before; null: when the queue's back-off says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<DateTimeOffset?> FailAsync(LeasedJob job, string error, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        FailAsync(job, new ClaimWire(job.Id, job.Token) { Error = error, Delay = delay is { } wait ? DurationText.Of(wait) : null }, cancellationToken);

    /// <summary>Gives a job up: trying again would not help. It is kept as a dead one.</summary>
    public Task GiveUpAsync(LeasedJob job, string error, CancellationToken cancellationToken = default) =>
        FailAsync(job, new ClaimWire(job.Id, job.Token) { Error = error, Dead = true }, cancellationToken);

    /// <summary>Makes the lease hold for this long from now.</summary>
    public Task ExtendAsync(LeasedJob job, TimeSpan lease, CancellationToken cancellationToken = default) =>
        ExtendAsync(job, lease, null, cancellationToken);

    /// <summary>As the other one, with a time-out of its own when that is shorter than the client's.</summary>
    internal Task ExtendAsync(LeasedJob job, TimeSpan lease, TimeSpan? tryFor, CancellationToken cancellationToken) =>
        EndAsync(job, "extend", new ClaimWire(job.Id, job.Token) { Lease = DurationText.Of(lease) }, cancellationToken, tryFor);

    /// <summary>Gives a job back as if it had not been leased: the attempt does not count.</summary>
    public Task ReleaseAsync(LeasedJob job, TimeSpan? delay = null, CancellationToken cancellationToken = default) =>
        EndAsync(job, "release", new ClaimWire(job.Id, job.Token) { Delay = delay is { } wait ? DurationText.Of(wait) : null }, cancellationToken);

    /// <summary>How it stands with a queue.</summary>
    public Task<QueueInfo> GetAsync(string queue, CancellationToken cancellationToken = default) =>
        _nodes.SendAsync(new NodeCall { Method = HttpMethod.Get, Path = PathOf(queue) }, ClientJson.Default.QueueInfo, cancellationToken);

    private async Task<DateTimeOffset?> FailAsync(LeasedJob job, ClaimWire claim, CancellationToken cancellationToken)
    {
        var call = Post(PathOf(job.Queue) + "/fail", claim, ClientJson.Default.ClaimWire) with { Node = job.Node };
        return (await _nodes.SendAsync(call, ClientJson.Default.FailedWire, cancellationToken).ConfigureAwait(false)).DueAt;
    }

    private Task EndAsync(LeasedJob job, string how, ClaimWire claim, CancellationToken cancellationToken, TimeSpan? tryFor = null)
    {
        var call = Post($"{PathOf(job.Queue)}/{how}", claim, ClientJson.Default.ClaimWire) with { Node = job.Node, Timeout = tryFor };
        return _nodes.SendAsync(call, ClientJson.Default.Nothing, cancellationToken);
    }

    private static NodeCall Post<T>(string path, T body, JsonTypeInfo<T> type) =>
        new() { Method = HttpMethod.Post, Path = path, Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    private static string PathOf(string queue)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        return "/api/v1/queues/" + Uri.EscapeDataString(queue);
    }
}
