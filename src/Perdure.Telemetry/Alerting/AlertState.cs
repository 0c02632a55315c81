namespace Perdure.Telemetry.Alerting;

/// <summary>
/// The life of one alert: inactive, pending, firing, resolved. It fires when what it watches has lasted, and is resolved when that has been over for a while,
/// so that neither a short fit nor a short relief is told to anybody. Pure; for one caller at a time.
/// </summary>
public sealed class AlertState
{
    private long? _absentSinceMs;

    /// <summary>How far it has come.</summary>
    public AlertPhase Phase { get; private set; }

    /// <summary>Since when it is so, in ms on the caller's clock; meaningless while inactive.</summary>
    public long PresentSinceMs { get; private set; }

    /// <summary>When it came to its phase.</summary>
    public long SinceMs { get; private set; }

    /// <summary>Whether a firing one is over, and only waits until that has lasted.</summary>
    public bool IsOver => _absentSinceMs is not null;

    /// <summary>Takes in what is seen now; says whether the phase is another one.</summary>
    /// <param name="sign">What is seen.</param>
    /// <param name="nowMs">The time on a monotonic clock, in ms.</param>
    /// <param name="forMs">How long it must be so before it fires, in ms. Range: 0 and more. It may change with every call.</param>
    /// <param name="keepMs">How long it must be over before a firing one is resolved, in ms. Range: 0 and more.</param>
    public bool Update(AlertSign sign, long nowMs, long forMs, long keepMs)
    {
        if (Phase == AlertPhase.Firing)
            return UpdateFiring(sign, nowMs, keepMs);
        if (sign == AlertSign.Unknown)
            return false;
        if (sign == AlertSign.Absent)
            return Phase == AlertPhase.Pending && Turn(AlertPhase.Inactive, nowMs);
        var begins = Phase != AlertPhase.Pending;
        if (begins)
            PresentSinceMs = nowMs;
        if (nowMs - PresentSinceMs >= forMs)
            return Turn(AlertPhase.Firing, nowMs);
        return begins && Turn(AlertPhase.Pending, nowMs);
    }

    private bool UpdateFiring(AlertSign sign, long nowMs, long keepMs)
    {
        // Only what is known to be over is over.
        _absentSinceMs = sign == AlertSign.Absent ? _absentSinceMs ?? nowMs : null;
        return nowMs - _absentSinceMs >= keepMs && Turn(AlertPhase.Resolved, nowMs);
    }

    private bool Turn(AlertPhase phase, long nowMs)
    {
        (Phase, SinceMs, _absentSinceMs) = (phase, nowMs, null);
        return true;
    }
}
