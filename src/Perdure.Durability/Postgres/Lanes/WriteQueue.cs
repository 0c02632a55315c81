using System.Threading.Channels;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>The writes of all callers, and the lanes that do them. Thread-safe.</summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private readonly PostgresPlace _place;
    private readonly Channel<PostgresWrite> _waiting;
    private readonly LaneTurns _turns;
    private readonly WriteLane[] _lanes;
    private readonly Task[] _running;
    private volatile bool _closed;

    /// <summary>Begins to work.</summary>
    public WriteQueue(PostgresPlace place)
    {
        (_place, _turns) = (place, new LaneTurns(place.Patience));
        _waiting = Channel.CreateBounded<PostgresWrite>(new BoundedChannelOptions(place.Options.WaitingMax) { FullMode = BoundedChannelFullMode.Wait });
        _lanes = [.. Enumerable.Range(0, Math.Clamp(place.Options.Writers, 1, 8)).Select(_ => new WriteLane(place, _waiting.Reader, _turns))];
        _running = [.. _lanes.Select(lane => Task.Run(lane.RunAsync))];
    }

    /// <summary>Does one write; returns when it is on the disk.</summary>
    public async Task<T> DoAsync<T>(PostgresWriteOf<T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        write.SinceTimestamp = TimeProvider.System.GetTimestamp();
        if (!_waiting.Writer.TryWrite(write))
        {
            throw _closed
                ? new DurabilityException(DurabilityFailure.Closed, $"{_place.Location} has been closed")
                : new DurabilityException(DurabilityFailure.Unavailable, $"{_place.Location}: {_place.Options.WaitingMax} writes wait already; nothing was done");
        }

        _turns.Added(_waiting.Reader.Count);
        try
        {
            return await write.Answer.WaitAsync(_place.Store.Timeout, _place.Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Answered at the last moment.
            if (write.Answer.IsCompleted) return await write.Answer;
            throw write.TryWithdraw()
                ? new DurabilityException(DurabilityFailure.Unavailable, $"{_place.Location} did not get to it within {_place.Store.Timeout.TotalSeconds} s; nothing was done")
                : new DurabilityException(DurabilityFailure.UnknownOutcome, $"{_place.Location} did not answer within {_place.Store.Timeout.TotalSeconds} s; it may have been done, or be done yet");
        }
        catch (OperationCanceledException) when (!write.Answer.IsCompleted)
        {
            write.TryWithdraw();
            throw;
        }
    }

    /// <summary>Takes no more, does what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_running);
        foreach (var lane in _lanes) await lane.DisposeAsync();
    }
}
