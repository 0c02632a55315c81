namespace Perdure.Resilience.CircuitBreaking;

/// <summary>
/// The probes of one half-open period: at most as many as decide are out or finished. The caller holds the breaker's lock.
/// </summary>
internal sealed class ProbeSet(int size)
{
    private readonly int[] _numbers = new int[size];
    private readonly long[] _deadlines = new long[size];
    private int _out;

    internal int Size => _numbers.Length;

    internal int Good { get; private set; }

    internal int Failed { get; private set; }

    internal int Slow { get; private set; }

    internal int Out => _out;

    internal bool HasRoom => _out + Good + Failed < Size;

    internal void Clear()
    {
        Array.Clear(_numbers);
        _out = Good = Failed = Slow = 0;
    }

    internal void Take(int number, long deadlineMs)
    {
        var slot = Array.IndexOf(_numbers, 0);
        _numbers[slot] = number;
        _deadlines[slot] = deadlineMs;
        _out++;
    }

    /// <summary>Takes the probe back; false when it is not out any more.</summary>
    internal bool Return(int number)
    {
        var slot = Array.IndexOf(_numbers, number);
        if (slot < 0) return false;
        _numbers[slot] = 0;
        _out--;
        return true;
    }

    internal void Finish(bool failed, bool slow)
    {
        if (failed) Failed++;
        else Good++;
        if (slow) Slow++;
    }

    /// <summary>Counts the probes past their deadline as failed and frees their places; says how many.</summary>
    internal int Expire(long nowMs)
    {
        var expired = 0;
        for (var i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] == 0 || _deadlines[i] > nowMs) continue;
            _numbers[i] = 0;
            _out--;
            Finish(failed: true, slow: false);
            expired++;
        }
        return expired;
    }
}
