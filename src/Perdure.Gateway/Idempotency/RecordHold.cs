using Perdure.Durability.Storage;

namespace Perdure.Gateway.Idempotency;

/// <summary>
/// A record that this gateway holds while the request is in flight: renewed as long as it is not disposed. The token guards it: a holder that was
/// taken for dead changes nothing any more. Thread-safe.
/// </summary>
internal sealed class RecordHold : IDisposable
{
    private readonly IIdempotencyStore _records;
    private readonly IdempotencyKey _key;
    private readonly long _token;
    private readonly TimeSpan _lease;
    private readonly ITimer _beat;
    private int _beating;

    public RecordHold(IIdempotencyStore records, IdempotencyKey key, long token, TimeSpan lease, TimeProvider time)
    {
        (_records, _key, _token, _lease) = (records, key, token, lease);
        _beat = time.CreateTimer(static state => _ = ((RecordHold)state!).BeatAsync(), this, lease / 3, lease / 3);
    }

    /// <summary>Keeps the answer. False: it was settled by somebody else meanwhile.</summary>
    /// <exception cref="DurabilityException">The store could not do it.</exception>
    public ValueTask<bool> FinishAsync(IIdempotencyStore records, byte[] answer) => records.FinishAsync(_key, _token, answer, CancellationToken.None);

    /// <summary>The same with the store that it was begun in.</summary>
    public ValueTask<bool> FinishAsync(byte[] answer) => FinishAsync(_records, answer);

    /// <summary>Frees the key: nothing was done.</summary>
    public ValueTask<bool> AbandonAsync() => AbandonAsync(_records);

    /// <summary>The same with a store that was opened since.</summary>
    public ValueTask<bool> AbandonAsync(IIdempotencyStore records) => records.AbandonAsync(_key, _token, CancellationToken.None);

    /// <summary>Lets it be unknown at once: the service is done with it, and did not say what it has done.</summary>
    public ValueTask<bool> LetGoAsync() => _records.ExtendAsync(_key, _token, StoreLimits.LeaseMin, CancellationToken.None);

    /// <summary>From here on it is not renewed.</summary>
    public void Dispose() => _beat.Dispose();

    private async Task BeatAsync()
    {
        if (Interlocked.Exchange(ref _beating, 1) != 0)
            return;
        try
        {
            if (!await _records.ExtendAsync(_key, _token, _lease, CancellationToken.None))
                _beat.Dispose();
        }
        catch (DurabilityException)
        {
            // Tried again with the next beat.
        }
        finally
        {
            Volatile.Write(ref _beating, 0);
        }
    }
}
