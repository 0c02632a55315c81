namespace Perdure.Gateway.Deferral;

/// <summary>
/// How a route's requests are held back while nothing can be sent: one of them looks every now and then, with pauses that double, the others are left where
/// they are. The first that is sent lets all others follow. Pure; thread-safe.
/// </summary>
internal sealed class ReplayPace
{
    /// <summary>The first pause.</summary>
    public const long FirstMs = 100;

    /// <summary>The longest pause: so much later than the service everything may begin again.</summary>
    public const long LongestMs = 2_000;

    private readonly Lock _lock = new();
    private long _pauseMs;
    private long _untilMs;
    private bool _looks;

    /// <summary>Whether nothing could be sent last time.</summary>
    public bool IsHeld => Volatile.Read(ref _pauseMs) > 0;

    /// <summary>Milliseconds until the next may be tried; 0: now. When it says so of a held route, the caller is the one that looks.</summary>
    public long WaitMs(long nowMs)
    {
        lock (_lock)
        {
            if (_pauseMs == 0)
                return 0;
            if (nowMs < _untilMs)
                return _untilMs - nowMs;
            (_untilMs, _looks) = (nowMs + _pauseMs, true);
            return 0;
        }
    }

    /// <summary>Something was sent.</summary>
    public void OnSent()
    {
        if (!IsHeld)
            return;
        lock (_lock)
            _pauseMs = 0;
    }

    /// <summary>Nothing could be sent. Returns how many milliseconds later the next is tried.</summary>
    public long OnNotSent(long nowMs)
    {
        lock (_lock)
        {
            // Those that were under way together are one look.
            if (_pauseMs == 0 || _looks)
                _pauseMs = Math.Min(Math.Max(FirstMs, _pauseMs * 2), LongestMs);
            (_untilMs, _looks) = (nowMs + _pauseMs, false);
            return _pauseMs;
        }
    }
}
