namespace Perdure.Resilience.Pools;

/// <summary>
/// What is held for or against an instance, apart from its breaker. Guarded by the pool's lock; the deferral and the hint alone are read without it.
/// </summary>
internal sealed class Standing
{
    private long _deferredUntilMs = long.MinValue;
    private long _hintedUntilMs = long.MinValue;

    internal bool Drained { get; set; }

    /// <summary>Ejected by an operator, who alone can end it.</summary>
    internal bool EjectedByOperator { get; set; }

    /// <summary>Ejected by outlier detection.</summary>
    internal bool Ejected { get; set; }

    /// <summary>Ejected because it answered nothing: the first answer ends that.</summary>
    internal bool EjectedForSilence { get; set; }

    internal long EjectedAtMs { get; set; }

    internal long EjectedUntilMs { get; set; }

    internal string EjectedWhy { get; set; } = "";

    /// <summary>The multiplier of the next ejection's length less one; falls again while the instance behaves.</summary>
    internal int EjectionCount { get; set; }

    /// <summary>All ejections since the instance was first seen.</summary>
    internal int Ejections { get; set; }

    /// <summary>Since when it has behaved, for <see cref="EjectionCount"/> to fall.</summary>
    internal long CleanSinceMs { get; set; }

    internal bool Unhealthy { get; set; }

    internal bool? CheckPassing { get; set; }

    /// <summary>Active checks in a row that said the opposite of <see cref="Unhealthy"/>.</summary>
    internal int CheckRun { get; set; }

    /// <summary>Until when others are believed to have found it bad.</summary>
    internal long HintedUntilMs
    {
        get => Volatile.Read(ref _hintedUntilMs);
        set => Volatile.Write(ref _hintedUntilMs, value);
    }

    /// <summary>Since when it is in slow start; null = it is not.</summary>
    internal long? WarmingSinceMs { get; set; }

    /// <summary>Why it is in slow start.</summary>
    internal string WarmingWhy { get; set; } = "";

    /// <summary>What was counted before this is not held against it.</summary>
    internal long JudgedFromMs { get; set; }

    /// <summary>Kept from traffic on purpose, by an operator.</summary>
    internal bool Withheld => Drained || EjectedByOperator;

    /// <summary>Believed not to work, by checks or by comparison.</summary>
    internal bool Suspect => Unhealthy || Ejected;

    /// <summary>Until when the instance has asked to be left alone.</summary>
    internal long DeferredUntilMs
    {
        get => Volatile.Read(ref _deferredUntilMs);
        set => Volatile.Write(ref _deferredUntilMs, value);
    }

    internal bool IsHinted(long nowMs) => nowMs < HintedUntilMs;

    internal void Warm(long nowMs, string why)
    {
        WarmingSinceMs = nowMs;
        WarmingWhy = why;
        JudgedFromMs = nowMs;
        CleanSinceMs = nowMs;
    }
}
