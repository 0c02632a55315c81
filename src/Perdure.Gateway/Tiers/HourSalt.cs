namespace Perdure.Gateway.Tiers;

/// <summary>
/// The hour of the wall clock, which goes into the hash of the users: whoever is among those that are turned away first is so for an hour,
/// then others are. The same on all nodes whose clocks agree. Read once a second by the upkeep, never by a request. Thread-safe.
/// </summary>
internal sealed class HourSalt
{
    private readonly TimeProvider _time;
    private long _hour;

    public HourSalt(TimeProvider time)
    {
        _time = time;
        Refresh();
    }

    /// <summary>Hours since 1970.</summary>
    public ulong Hour => (ulong)Volatile.Read(ref _hour);

    /// <summary>Looks at the wall clock.</summary>
    public void Refresh() => Volatile.Write(ref _hour, _time.GetUtcNow().ToUnixTimeSeconds() / 3_600);
}
