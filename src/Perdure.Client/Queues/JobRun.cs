using Perdure.Client.Leases;

namespace Perdure.Client.Queues;

/// <summary>One job in the hands of a worker: its lease is kept, it is done, and the node is told what came of it. Never throws.</summary>
/// <param name="queues">The nodes.</param>
/// <param name="clock">Deadlines.</param>
/// <param name="job">The job.</param>
/// <param name="options">The worker's.</param>
/// <param name="tell">Is told what happened.</param>
/// <param name="graceOver">Cancelled when the worker has been stopped and its time to finish is over.</param>
internal sealed class JobRun(
    QueuesClient queues, TimeProvider clock, LeasedJob job, QueueWorkOptions options, Action<QueueWorkEvent> tell, CancellationToken graceOver)
{
    private const int ErrorLengthMax = 1000;
    private const string ResultTooLarge = "it was done, but its result could not be kept";
    private const string FailureRefused = "it failed, and no node takes what was said of that";

    // What a node takes.
    private static readonly TimeSpan DelayMax = TimeSpan.FromDays(365);

    private readonly LeaseTimes _times = new(options.Lease, TimeSpan.Zero);

    private delegate Task<QueueWorkEventKind> Ending(Uri node, CancellationToken cancellationToken);

    /// <summary>Does it.</summary>
    /// <param name="handler">How.</param>
    /// <param name="sent">Timestamp from before the request that leased it was sent.</param>
    public async Task DoAsync(JobHandler handler, long sent)
    {
        // The request may have waited long for the job, but the deadline can only be counted from before it was sent: renew, to have a fresh one.
        if (clock.GetElapsedTime(sent) >= _times.RenewEvery / 2)
        {
            sent = clock.GetTimestamp();
            if (!await StillHeldAsync().ConfigureAwait(false))
                return;
        }

        await using var keeper = new LeaseKeeper(clock, _times, sent, RenewAsync);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(keeper.Lost, graceOver);
        Exception? error = null;
        Ending ending;
        try
        {
            var result = await handler(job, ends.Token).ConfigureAwait(false);
            ending = async (node, cancel) =>
            {
                await queues.CompleteAsync(job with { Node = node }, result, cancel).ConfigureAwait(false);
                return QueueWorkEventKind.Completed;
            };
        }
        catch (Exception failed) when (keeper.Loss != LeaseLoss.None)
        {
            // Somebody else may have it: there is nothing to say about it.
            tell(new QueueWorkEvent(QueueWorkEventKind.Lost, job.Node, job, failed));
            return;
        }
        catch (OperationCanceledException) when (graceOver.IsCancellationRequested)
        {
            ending = ReleaseAsync;
        }
        catch (Exception failed)
        {
            (error, ending) = (failed, Failing(failed));
        }

        await SettleAsync(ending, () => keeper.Loss != LeaseLoss.None || graceOver.IsCancellationRequested, error).ConfigureAwait(false);
    }

    /// <summary>Gives it back undone.</summary>
    public Task GiveBackAsync() => SettleAsync(ReleaseAsync, () => true, null);

    // Tried until there is no use in it any more, at least once: what was done should not be done again.
    private async Task SettleAsync(Ending ending, Func<bool> last, Exception? error)
    {
        var refusals = 0;
        while (true)
        {
            // Looked at before the try: one that begins after the loss is the last. It cannot harm, as the token guards it.
            var isLast = last();
            try
            {
                tell(new QueueWorkEvent(await AtAnyNodeAsync(ending, CancellationToken.None).ConfigureAwait(false), job.Node, job, error));
                return;
            }
            catch (PerdureException later) when (later.Failure != PerdureFailure.Lost && later.Failure != PerdureFailure.NotFound && !isLast)
            {
                // What a node refuses for what it is, it refuses again: the lease would be kept for nothing.
                if (later.Failure == PerdureFailure.Invalid && refusals++ > 0)
                {
                    tell(new QueueWorkEvent(QueueWorkEventKind.Lost, job.Node, job, later));
                    return;
                }

                if (later.Failure == PerdureFailure.Invalid)
                {
                    error = error is null
                        ? new JobFailedException($"{ResultTooLarge}: {later.Message}") { GiveUp = true }
                        : new JobFailedException($"{FailureRefused}: {later.Message}", error);
                    ending = Failing(error);
                }
                else
                {
                    await Task.Delay(_times.RetryAfter, clock, CancellationToken.None).ConfigureAwait(false);
                }
            }
            catch (PerdureException lost)
            {
                tell(new QueueWorkEvent(QueueWorkEventKind.Lost, job.Node, job, lost));
                return;
            }
        }
    }

    // The node that leased it first; when that one is lost, another that has the same store can be told as well.
    private async Task<T> AtAnyNodeAsync<T>(Func<Uri, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        PerdureException lost;
        try
        {
            return await call(job.Node, cancellationToken).ConfigureAwait(false);
        }
        catch (PerdureException failed) when (failed.IsTransient)
        {
            lost = failed;
        }

        foreach (var node in queues.Nodes.Where(node => node != job.Node))
        {
            try
            {
                return await call(node, cancellationToken).ConfigureAwait(false);
            }
            catch (PerdureException)
            {
                // It is lost too, or it has a store of its own, which does not know the claim: it is no judge of it.
            }
        }

        throw lost;
    }

    private Task<QueueWorkEventKind> AtAnyNodeAsync(Ending ending, CancellationToken cancellationToken) =>
        AtAnyNodeAsync<QueueWorkEventKind>((node, cancel) => ending(node, cancel), cancellationToken);

    private async Task<bool> StillHeldAsync()
    {
        try
        {
            if (await RenewAsync(_times.TryFor, graceOver).ConfigureAwait(false))
                return true;
            tell(new QueueWorkEvent(QueueWorkEventKind.Lost, job.Node, job));
        }
        catch (Exception failed) when (failed is PerdureException or OperationCanceledException)
        {
            // Nothing was begun: the lease runs out by itself.
            tell(new QueueWorkEvent(QueueWorkEventKind.Lost, job.Node, job, failed));
        }

        return false;
    }

    private async Task<bool> RenewAsync(TimeSpan tryFor, CancellationToken cancellationToken)
    {
        try
        {
            return await AtAnyNodeAsync(
                async (node, cancel) =>
                {
                    await queues.ExtendAsync(job with { Node = node }, options.Lease, tryFor, cancel).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (PerdureException gone) when (gone.Failure is PerdureFailure.Lost or PerdureFailure.NotFound)
        {
            return false;
        }
    }

    private async Task<QueueWorkEventKind> ReleaseAsync(Uri node, CancellationToken cancellationToken)
    {
        await queues.ReleaseAsync(job with { Node = node }, null, cancellationToken).ConfigureAwait(false);
        return QueueWorkEventKind.GivenBack;
    }

    private Ending Failing(Exception failed) => async (node, cancel) =>
    {
        var rule = failed as JobFailedException;
        var text = rule?.Message ?? $"{failed.GetType().Name}: {failed.Message}";
        text = text.Length > ErrorLengthMax ? text[..ErrorLengthMax] : text;
        var at = job with { Node = node };
        TimeSpan? delay = rule?.RetryAfter is not { } wait ? null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait > DelayMax ? DelayMax : wait;
        if (rule?.GiveUp != true && await queues.FailAsync(at, text, delay, cancel).ConfigureAwait(false) is not null)
            return QueueWorkEventKind.Failed;
        if (rule?.GiveUp == true)
            await queues.GiveUpAsync(at, text, cancel).ConfigureAwait(false);
        return QueueWorkEventKind.Dead;
    };
}
