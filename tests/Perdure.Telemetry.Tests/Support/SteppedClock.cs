namespace Perdure.Telemetry.Tests.Support;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private TimeSpan _gone;

    public static DateTimeOffset Start { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Step(TimeSpan by) => _gone += by;

    public override DateTimeOffset GetUtcNow() => Start + _gone;

    public override long GetTimestamp() => _gone.Ticks;
}
