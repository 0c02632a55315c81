using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Perdure.Console.Stream;

/// <summary>
/// Makes the frames of the stream: one a second for all clients together, and none while nobody listens. Thread-safe.
/// </summary>
/// <param name="draw">Says everything to a state.</param>
/// <param name="limits">The bounds.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where a defect is told.</param>
/// <param name="stopping">Ends it.</param>
internal sealed class StreamHub(Action<StreamState> draw, StreamLimits limits, TimeProvider time, ILogger log, CancellationToken stopping)
{
    private const int EpochBytes = 6;

    private readonly Lock _lock = new();
    private StreamState _state = NewState();
    private volatile StreamView _view = StreamView.Empty();
    private int _clients;
    private bool _pumping;

    /// <summary>Where the stream is.</summary>
    public StreamView View => _view;

    /// <summary>How many listen.</summary>
    public int Clients
    {
        get
        {
            lock (_lock)
                return _clients;
        }
    }

    /// <summary>Begins to listen, until the client is disposed of; null when there are too many.</summary>
    /// <param name="lastEventId">The id of the last event that it has; null for none.</param>
    public StreamClient? TryJoin(string? lastEventId)
    {
        lock (_lock)
        {
            if (_clients >= limits.StreamsMax)
                return null;
            _clients++;
            if (!_pumping)
            {
                _pumping = true;
                _ = Task.Run(PumpAsync, CancellationToken.None);
            }

            return new StreamClient(this, _state, lastEventId is null ? null : _state.SeqOf(lastEventId));
        }
    }

    /// <summary>Ends a client.</summary>
    public void Leave()
    {
        lock (_lock)
            _clients--;
    }

    /// <summary>What a client is to be sent to be where the view is: whole events.</summary>
    /// <param name="had">What it has had.</param>
    /// <param name="seq">The number of the last frame of that; null for none.</param>
    /// <param name="behindMax">How many frames it may lack.</param>
    public (IReadOnlyList<ReadOnlyMemory<byte>> Events, StreamState State, long Seq) Since(StreamState had, long? seq, int behindMax)
    {
        lock (_lock)
        {
            // After a defect there is nothing yet: what comes next is a snapshot, whoever it is for.
            if (_state.Seq == 0)
                return ([], _state, -1);
            var missed = ReferenceEquals(had, _state) && seq is { } last ? _state.After(last) : null;
            return missed is null || missed.Count > behindMax
                ? ([_state.Snapshot()], _state, _state.Seq)
                : ([.. missed.Select(frame => frame.Bytes)], _state, _state.Seq);
        }
    }

    private async Task PumpAsync()
    {
        using var timer = new PeriodicTimer(limits.Interval, time);
        try
        {
            do
            {
                Frame();
            }
            while (await timer.WaitForNextTickAsync(stopping) && Goes());
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private bool Goes()
    {
        lock (_lock)
        {
            if (_clients > 0)
                return true;
            // Whoever comes next waits for a frame that is new.
            _pumping = false;
            _view = StreamView.Empty();
            return false;
        }
    }

    private void Frame()
    {
        StreamView before;
        lock (_lock)
        {
            before = _view;
            try
            {
                draw(_state);
                _view = StreamView.Of(_state, _state.End(time.GetUtcNow()).Seq);
            }
#pragma warning disable CA1031 // A defect here must not end the stream for good.
            catch (Exception defect)
#pragma warning restore CA1031
            {
                // What was said is not known to have arrived: everything is said anew.
                log.StreamFailed(defect);
                _state = NewState();
                _view = StreamView.Empty();
            }
        }

        before.Next.TrySetResult();
    }

    private static StreamState NewState() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(EpochBytes)));
}
