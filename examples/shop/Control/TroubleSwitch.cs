namespace Shop.Control;

/// <summary>The trouble that an instance is in now. Thread-safe.</summary>
public sealed class TroubleSwitch
{
    private volatile Trouble _current = new();
    private int _requests;

    /// <summary>The trouble.</summary>
    public Trouble Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Whether the next request is one of those that fail: evenly spread, so that the ratio holds over any few requests.</summary>
    public bool NextFails(double ratio)
    {
        var n = (uint)Interlocked.Increment(ref _requests);
        return Math.Floor(n * ratio) > Math.Floor((n - 1) * ratio);
    }
}
