using Perdure.Coordination.Elections;

namespace Perdure.Coordination.Tests.Elections;

public sealed class LeadershipTermTests
{
    [Fact]
    public async Task Term_that_ended_while_the_machine_slept_is_told_within_moments_of_its_waking()
    {
        var clock = new SleepingClock();
        var term = new LeadershipTerm(clock, "elections/e/1", 7, clock.GetTimestamp() + (300 * clock.TimestampFrequency));
        var lost = new TaskCompletionSource();
        term.Lost.Register(lost.SetResult);

        clock.Sleep(TimeSpan.FromSeconds(301));

        Assert.False(term.Holds);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
    }

    /// <summary>The system's clock and timers, with sleep that the timers do not know of.</summary>
    private sealed class SleepingClock : TimeProvider
    {
        private long _slept;

        public override long GetTimestamp() => System.GetTimestamp() + Volatile.Read(ref _slept);

        public void Sleep(TimeSpan time) => Interlocked.Add(ref _slept, (long)(time.TotalSeconds * TimestampFrequency));
    }
}
