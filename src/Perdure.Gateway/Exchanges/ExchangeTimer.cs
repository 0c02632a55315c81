namespace Perdure.Gateway.Exchanges;

/// <summary>
/// The one cancellation of an exchange: the client's abort and a single timer that is armed for whatever is being waited for.
/// Reused from request to request; a new source is made only after one was really cancelled. One exchange at a time.
/// </summary>
public sealed class ExchangeTimer(TimeProvider time)
{
    private CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenRegistration _registration;
    private CancellationToken _client;
    private CancelCause _armedFor;
    private long _armedAt;
    private long _afterMs;
    private volatile bool _outrun;

    /// <summary>Cancelled by the client's abort or by the armed timer.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Why <see cref="Token"/> is cancelled.</summary>
    public CancelCause Cause =>
        !_source.IsCancellationRequested ? CancelCause.None
        : _client.IsCancellationRequested ? CancelCause.ClientGone
        : _outrun ? CancelCause.Outrun
        : _armedFor;

    /// <summary>Begins with a request; <paramref name="client"/> is cancelled when the client goes away.</summary>
    public void Begin(CancellationToken client)
    {
        _client = client;
        _outrun = false;
        _registration = client.UnsafeRegister(static state => ((ExchangeTimer)state!)._source.Cancel(), this);
    }

    /// <summary>Cancels after <paramref name="afterMs"/> for <paramref name="cause"/>; replaces what was armed before.</summary>
    public void Arm(CancelCause cause, long afterMs)
    {
        // Once it fired, its cause stands: the other half of an exchange may still be about to arm it for something else.
        if (_source.IsCancellationRequested)
            return;
        _armedFor = cause;
        _armedAt = time.GetTimestamp();
        _afterMs = Math.Max(1, afterMs);
        _source.CancelAfter(TimeSpan.FromMilliseconds(_afterMs));
    }

    /// <summary>Cancels now, for <see cref="CancelCause.Outrun"/>. Unlike the rest, from any thread.</summary>
    public void Outrun()
    {
        _outrun = true;
        _source.Cancel();
    }

    /// <summary>Stops the timer.</summary>
    public void Disarm() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>
    /// What it was armed for has come: stops the timer for good. False when <see cref="Token"/> was cancelled before, for <see cref="Cause"/>.
    /// To be called when nothing is registered with the token any more, and nothing else is waited for.
    /// </summary>
    public bool TryStop()
    {
        Disarm();
        if (_source.IsCancellationRequested)
            return false;
        if (time.GetElapsedTime(_armedAt).TotalMilliseconds < _afterMs)
            return true;
        // A timer that is due may have been taken out already, to be fired on another thread: it gets a source that nobody looks at. That is not
        // disposed, because whoever outruns this exchange may have it in hand.
        _registration.Dispose();
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        Begin(_client);
        return true;
    }

    /// <summary>After the timer ended one attempt: a fresh token for the next. Does nothing while the token is good or the client is gone.</summary>
    public void Renew()
    {
        if (!_source.IsCancellationRequested || _client.IsCancellationRequested)
            return;
        _registration.Dispose();
        _source.Dispose();
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        Begin(_client);
    }

    /// <summary>From here on the client's going away ends nothing: what was begun is brought to its end. False: it is gone already.</summary>
    public bool TryLeaveClient()
    {
        _registration.Dispose();
        if (_client.IsCancellationRequested)
            return false;
        _registration = default;
        _client = default;
        Renew();
        return true;
    }

    /// <summary>Ends with the request; nothing of it can cancel the next.</summary>
    public void End()
    {
        _registration.Dispose();
        _registration = default;
        _client = default;
        if (_source.TryReset())
            return;
        _source.Dispose();
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }
}
