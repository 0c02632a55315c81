namespace Perdure.Load;

/// <summary>
/// Counts requests by phase. A request belongs to the phase in which it was <em>meant</em> to be sent, however late it left or
/// was answered. Thread-safe.
/// </summary>
public sealed class PhaseRecorder(TimeProvider time)
{
    /// <summary>Most phases of one recorder.</summary>
    public const int MaxPhases = 1000;

    private readonly Lock _lock = new();
    private volatile PhaseTally[] _phases = [];

    /// <summary>Ends the phase that runs and begins the next one now.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxPhases"/> phases already.</exception>
    public void Begin(string phase)
    {
        ArgumentException.ThrowIfNullOrEmpty(phase);
        lock (_lock)
        {
            if (_phases.Length == MaxPhases) throw new InvalidOperationException($"A recorder holds at most {MaxPhases} phases.");
            _phases = [.. _phases, new PhaseTally(phase, time.GetTimestamp())];
        }
    }

    /// <summary>What the phase that runs has seen so far.</summary>
    /// <exception cref="InvalidOperationException">No phase has begun.</exception>
    public PhaseReport Current() =>
        _phases is [.., var last] ? Report(last, null) : throw new InvalidOperationException("No phase has begun.");

    /// <summary>All phases in the order in which they began; answers may still arrive for each of them.</summary>
    public IReadOnlyList<PhaseReport> Reports()
    {
        var phases = _phases;
        return [.. phases.Select((phase, i) => Report(phase, i + 1 < phases.Length ? phases[i + 1] : null))];
    }

    /// <summary>Records a request that was measured elsewhere.</summary>
    /// <param name="intendedTimestamp">When it was meant to be sent, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="latencyUs">Microseconds from the intended time to the end of the answer; null when it was never sent.</param>
    public void Record(long intendedTimestamp, LoadOutcome outcome, long? latencyUs)
    {
        var phase = PhaseAt(intendedTimestamp);
        phase.Due();
        phase.Ended(outcome, latencyUs);
    }

    /// <summary>The phase that ran at a time; what was due before the first phase counts to the first.</summary>
    internal PhaseTally PhaseAt(long timestamp)
    {
        if (_phases.Length == 0) BeginFirst();
        var phases = _phases;
        for (var i = phases.Length - 1; i > 0; i--)
        {
            if (phases[i].StartedAt <= timestamp) return phases[i];
        }
        return phases[0];
    }

    private void BeginFirst()
    {
        lock (_lock)
        {
            if (_phases.Length == 0) _phases = [new PhaseTally("load", time.GetTimestamp())];
        }
    }

    private PhaseReport Report(PhaseTally phase, PhaseTally? next) =>
        phase.Report(time.GetElapsedTime(phase.StartedAt, next?.StartedAt ?? time.GetTimestamp()).TotalSeconds);
}
