using System.Runtime.InteropServices;
using Perdure.Supervision.Signals;

namespace Perdure.Supervision.Guarding;

/// <summary>
/// Outlives a node that is killed: a small process of its own that holds the reading end of a pipe from the node. While the node
/// lives it is told the process groups that run; when the pipe ends, however the node died, it kills those that are still listed.
/// Groups can't be left behind this way, except by a process that makes itself a new session.
/// </summary>
public static class ProcessGuardian
{
    /// <summary>Reads lines (<c>+PID</c> a group leader started, <c>-PID</c> its group ended) until the end, then kills what is listed.</summary>
    /// <param name="stdin">The pipe from the node.</param>
    /// <returns>The exit code: 0.</returns>
    public static async Task<int> RunAsync(Stream stdin)
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
            while (await lines.ReadLineAsync() is { } line) groups.Take(line);
        }
        catch (IOException)
        {
            // A broken pipe is an end, too.
        }
        foreach (var leader in groups.Leaders())
        {
            if (!ProcessSignals.SendToGroup(leader, ProcessSignal.Kill)) ProcessSignals.Send(leader, ProcessSignal.Kill);
        }
        return 0;
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, static context => context.Cancel = true);
}
