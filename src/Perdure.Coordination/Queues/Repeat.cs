using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>Calls that can be made again, because what they did the first time shows in what they find the second time.</summary>
internal static class Repeat
{
    private const int MaxTries = 3;
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(2);

    /// <summary>Does a transaction that can be done again; an unknown outcome is read back by doing so.</summary>
    public static async Task<TransactionResult> CommitAsync(ICoordinator coordinator, Transaction transaction, TimeSpan? tryFor, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryAsync(coordinator, stop => coordinator.CommitAsync(transaction, stop), tryFor, cancellationToken);
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.UnknownOutcome && tries < MaxTries)
            {
                // Done again it answers what became of it.
            }
        }
    }

    /// <summary>Makes a call that may not take longer than <paramref name="tryFor"/>, so that a lost answer does not use up the lease.</summary>
    public static async Task<T> TryAsync<T>(
        ICoordinator coordinator, Func<CancellationToken, ValueTask<T>> call, TimeSpan? tryFor, CancellationToken cancellationToken)
    {
        if (tryFor is not { } limit) return await call(cancellationToken);
        using var late = new CancellationTokenSource(limit, coordinator.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CoordinationException(
                CoordinationFailure.UnknownOutcome, $"{coordinator.Status.Location}: no answer within {limit.TotalMilliseconds:0} ms; it is tried again", e);
        }
    }

    /// <summary>
    /// Ends a lease of one's own as well as it can be done within 2 s; false when that is not certain: then it expires, since nobody renews it.
    /// </summary>
    public static Task<bool> EndAsync(ICoordinator coordinator, long lease) => EndAsync(coordinator, stop => coordinator.RevokeAsync(lease, stop).AsTask());

    /// <summary>The same with another way to end it.</summary>
    public static async Task<bool> EndAsync(ICoordinator coordinator, Func<CancellationToken, Task> end)
    {
        using var within = new CancellationTokenSource(EndWithin, coordinator.Clock);
        try
        {
            await end(within.Token);
            return true;
        }
        catch (Exception e) when (e is CoordinationException or OperationCanceledException)
        {
            return false;
        }
    }
}
