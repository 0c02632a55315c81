using System.Runtime.InteropServices;
using Perdure.Supervision.Signals;

namespace Perdure.Supervision.Guarding;

/// <summary>
/// Outlives a node that is killed: a small process of its own that holds the reading end of a pipe from the node. While the node
/// lives it is told the process groups that run; when the pipe ends, however the node died, it kills those that are still listed.
/// Groups can't be left behind this way, except by a process that makes itself a new session. A group that was given a deadline is killed
/// when that passes without a later one: so a node that stands still (SIGSTOP, a long pause) does not let run on what it may not.
/// </summary>
public static class ProcessGuardian
{
    /// <summary>How often the clock is looked at while there is a deadline: timers stand still while the machine sleeps.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Reads lines (<c>+PID</c> a group leader started, <c>-PID</c> its group ended, <c>@PID MS</c> it may run up to then) until the end, then
    /// kills what is listed.
    /// </summary>
    /// <param name="stdin">The pipe from the node.</param>
    /// <param name="clock">The clock of the deadlines; the node's is of the same kind, and both count from the same moment.</param>
    /// <returns>The exit code: 0.</returns>
    public static async Task<int> RunAsync(Stream stdin, TimeProvider clock)
    {
        // Ctrl-C and a shutdown reach the whole terminal or service; the guardian must be the last to go.
        using var interrupt = Ignore(PosixSignal.SIGINT);
        using var terminate = Ignore(PosixSignal.SIGTERM);
        using var hangUp = Ignore(PosixSignal.SIGHUP);
        using var quit = Ignore(PosixSignal.SIGQUIT);

        var groups = new GuardedGroups(ProcessStartTime.Of);
        using var lines = new StreamReader(stdin);
        try
        {
            var reading = lines.ReadLineAsync();
            while (true)
            {
                if (!reading.IsCompleted) await Task.WhenAny(reading, WaitAsync(groups.NextDeadlineMs, clock));
                if (reading.IsCompleted)
                {
                    if (await reading is not { } line) break;
                    groups.Take(line);
                    reading = lines.ReadLineAsync();
                }

                Kill(groups.TakeDue(NowMs(clock)));
            }
        }
        catch (IOException)
        {
            // A broken pipe is an end, too.
        }
        Kill(groups.Leaders());
        return 0;
    }

    /// <summary>The clock as deadlines count it.</summary>
    internal static long NowMs(TimeProvider clock) => (long)(clock.GetTimestamp() / (clock.TimestampFrequency / 1000.0));

    private static Task WaitAsync(long? deadlineMs, TimeProvider clock)
    {
        if (deadlineMs is not { } deadline) return Task.Delay(Timeout.InfiniteTimeSpan, clock);
        var left = TimeSpan.FromMilliseconds(Math.Max(1, deadline - NowMs(clock)));
        return Task.Delay(left < LookEvery ? left : LookEvery, clock);
    }

    private static void Kill(IReadOnlyList<int> leaders)
    {
        foreach (var leader in leaders)
        {
            if (!ProcessSignals.SendToGroup(leader, ProcessSignal.Kill)) ProcessSignals.Send(leader, ProcessSignal.Kill);
        }
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, static context => context.Cancel = true);
}
