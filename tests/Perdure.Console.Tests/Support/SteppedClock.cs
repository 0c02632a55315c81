namespace Perdure.Console.Tests.Support;

/// <summary>A clock that stands until it is moved. Its timers are the system's.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _gone;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Step(TimeSpan by) => Interlocked.Add(ref _gone, by.Ticks);

    public override DateTimeOffset GetUtcNow() => FakeNode.Since.AddTicks(Interlocked.Read(ref _gone));

    public override long GetTimestamp() => Interlocked.Read(ref _gone);
}
