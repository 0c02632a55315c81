namespace Perdure.Resilience.Flags;

/// <summary>
/// Whether a flag is off because of its condition, with hysteresis: it goes off when the condition has lasted long enough, and comes back when the
/// condition has been over long enough. Neither a short fit nor a short relief turns it. For one caller at a time.
/// </summary>
/// <param name="forMs">How long the condition must last before the flag goes off, in ms. Range: 0 and more.</param>
/// <param name="backAfterMs">How long it must be over before the flag comes back, in ms. Range: 0 and more.</param>
public sealed class FlagConditionState(long forMs, long backAfterMs)
{
    private long? _presentSinceMs;
    private long? _absentSinceMs;

    /// <summary>Whether the flag is off.</summary>
    public bool Off { get; private set; }

    /// <summary>Since when it is off, or on; 0 before the first change.</summary>
    public long SinceMs { get; private set; }

    /// <summary>Since when the condition lasts; null while it does not.</summary>
    public long? PresentSinceMs => _presentSinceMs;

    /// <summary>Takes in what is seen now; says whether the flag has turned.</summary>
    public bool Update(ConditionSign sign, long nowMs)
    {
        if (sign == ConditionSign.Present)
            _presentSinceMs ??= nowMs;
        else if (sign == ConditionSign.Absent || Off)
            _presentSinceMs = null;
        _absentSinceMs = Off && sign != ConditionSign.Present ? _absentSinceMs ?? nowMs : null;
        var turns = Off
            ? nowMs - _absentSinceMs >= backAfterMs
            : sign == ConditionSign.Present && nowMs - _presentSinceMs >= forMs;
        if (!turns)
            return false;
        Off = !Off;
        SinceMs = nowMs;
        _absentSinceMs = null;
        return true;
    }
}
