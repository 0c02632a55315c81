using Perdure.Durability.Storage;

namespace Perdure.Durability.Idempotency;

/// <summary>
/// Does something once for each key: begins the record, keeps it in flight by renewing its lease while the work goes on, and stores the answer. Callers that
/// meet it in flight may wait for the answer. Thread-safe.
/// </summary>
/// <param name="requests">The records.</param>
/// <param name="clock">The clock of leases and waits.</param>
/// <param name="lease">How long a record is in flight without a sign of life; longer than an attempt can take effect after its holder died.</param>
public sealed class IdempotentCall(IIdempotencyStore requests, TimeProvider clock, TimeSpan lease)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(25);

    /// <summary>Does the work, unless it was done or begun before.</summary>
    /// <param name="key">Whose request and which.</param>
    /// <param name="fingerprint">What is asked for.</param>
    /// <param name="wait">How long to wait for the answer of one in flight; zero: not at all.</param>
    /// <param name="work">
    /// Does it and returns the answer; null: nothing was sent, and the key is free again. When it throws, whether it took effect is not known: the record is left as it
    /// is, and becomes unknown when its lease runs out.
    /// </param>
    /// <param name="cancellationToken">Ends the wait, and the work.</param>
    /// <returns>
    /// <see cref="IdempotencyState.Started"/>: the work was done here, with its answer, which is empty when nothing was sent. Otherwise as <see cref="IIdempotencyStore.BeginAsync(IdempotencyKey, ReadOnlyMemory{byte}, TimeSpan, CancellationToken)"/>.
    /// </returns>
    public async Task<IdempotencyBegin> RunAsync(
        IdempotencyKey key, ReadOnlyMemory<byte> fingerprint, TimeSpan wait, Func<CancellationToken, Task<byte[]?>> work, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        var begun = await requests.BeginAsync(key, fingerprint, lease, cancellationToken);
        while (begun.State == IdempotencyState.InFlight && clock.GetElapsedTime(since) < wait)
        {
            await Task.Delay(LookAgain, clock, cancellationToken);
            begun = await requests.BeginAsync(key, fingerprint, lease, cancellationToken);
        }

        return begun.State == IdempotencyState.Started ? await DoAsync(key, begun, work, cancellationToken) : begun;
    }

    private async Task<IdempotencyBegin> DoAsync(
        IdempotencyKey key, IdempotencyBegin begun, Func<CancellationToken, Task<byte[]?>> work, CancellationToken cancellationToken)
    {
        using var ends = new CancellationTokenSource();
        var heartbeat = HeartbeatAsync(key, begun.Token, ends.Token);
        byte[]? answer;
        try
        {
            answer = await work(cancellationToken);
        }
        finally
        {
            await ends.CancelAsync();
            await heartbeat;
        }

        // Not cancelled with the caller: what was done is to be known.
        if (answer is not null) await requests.FinishAsync(key, begun.Token, answer, CancellationToken.None);
        else await requests.AbandonAsync(key, begun.Token, CancellationToken.None);
        return begun with { Answer = answer };
    }

    private async Task HeartbeatAsync(IdempotencyKey key, long token, CancellationToken ends)
    {
        while (!ends.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(lease / 3, clock, ends);
                if (!await requests.ExtendAsync(key, token, lease, CancellationToken.None)) return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (DurabilityException)
            {
                // Tried again with the next beat; the token guards the end.
            }
        }
    }
}
