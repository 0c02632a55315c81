namespace Perdure.Console.Tests.Support;

/// <summary>The system's clock, which a test can put forward. Its timers are the system's and know nothing of that.</summary>
internal sealed class LeapingClock : TimeProvider
{
    private long _leapt;

    public void Leap(TimeSpan by) => Interlocked.Add(ref _leapt, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _leapt));

    public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Read(ref _leapt) * (TimestampFrequency / TimeSpan.TicksPerSecond));
}
