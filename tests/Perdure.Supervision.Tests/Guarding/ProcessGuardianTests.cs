using System.Diagnostics;
using Perdure.Supervision.Signals;

namespace Perdure.Supervision.Tests.Guarding;

public sealed class ProcessGuardianTests
{
    [Fact]
    public async Task Killed_node_leaves_no_orphan()
    {
        using var node = StartNode("sleep 1000 & sleep 1000");
        var (leader, guardian) = await ReadPids(node);
        await Eventually.Holds(() => ChildrenOf(leader).Length == 2, "the shell has started its children");
        var children = ChildrenOf(leader);

        ProcessSignals.Send(node.Id, ProcessSignal.Kill);

        foreach (var pid in new[] { leader, guardian }.Concat(children))
            await Eventually.Holds(() => !Processes.Lives(pid), $"process {pid} is gone");
    }

    [Fact]
    public async Task Guardian_survives_what_ends_everything_else_at_a_terminal()
    {
        using var node = StartNode("sleep 1000");
        var (leader, guardian) = await ReadPids(node);
        await IsListening(guardian);
        ProcessSignals.Send(guardian, ProcessSignal.Terminate);
        ProcessSignals.Send(node.Id, ProcessSignal.Kill);
        await Eventually.Holds(() => !Processes.Lives(leader), "the process is gone");
    }

    [Fact]
    public async Task Guardian_that_died_is_replaced_and_told_what_runs()
    {
        using var node = StartNode("sleep 1000");
        var (leader, first) = await ReadPids(node);
        ProcessSignals.Send(first, ProcessSignal.Kill);
        var (still, second) = await ReadPids(node);
        Assert.NotEqual(first, second);
        Assert.Equal(leader, still);
        Assert.True(Processes.Lives(leader));

        ProcessSignals.Send(node.Id, ProcessSignal.Kill);
        await Eventually.Holds(() => !Processes.Lives(leader), "the process is gone");
    }

    [Fact]
    public async Task Guardian_ends_with_a_node_that_stops()
    {
        await using var supervisor = new ProcessSupervisor(
            TimeProvider.System, new CapturedLog(), new SupervisorOptions { GuardianCommand = [.. TestHost.Command("guard")] });
        await supervisor.ApplyAsync([Processes.Sleeper()], CancellationToken.None);
        var guardian = supervisor.GuardianPid!.Value;
        await supervisor.StopAsync(CancellationToken.None);
        Assert.False(Processes.Lives(guardian));
    }

    private static Process StartNode(string command)
    {
        var start = new ProcessStartInfo { FileName = TestHost.Command("node")[0], RedirectStandardOutput = true };
        foreach (var argument in TestHost.Command("node", command).Skip(1)) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task<(int Leader, int Guardian)> ReadPids(Process node)
    {
        var line = await node.StandardOutput.ReadLineAsync();
        var pids = Assert.IsType<string>(line).Split(' ');
        return (int.Parse(pids[0]), int.Parse(pids[1]));
    }

    /// <summary>Waits until the guardian has set up its signals: SIGHUP (bit 0) comes after SIGTERM, and the runtime alone doesn't catch it.</summary>
    private static Task IsListening(int guardian) => Eventually.Holds(
        () =>
        {
            var caught = File.ReadLines($"/proc/{guardian}/status").First(l => l.StartsWith("SigCgt:", StringComparison.Ordinal));
            return (Convert.ToUInt64(caught.Split('\t')[1], 16) & 1UL) != 0;
        },
        "the guardian catches SIGHUP");

    private static int[] ChildrenOf(int pid) => [.. Directory.EnumerateDirectories($"/proc/{pid}/task").SelectMany(ChildrenOfThread)];

    private static int[] ChildrenOfThread(string task)
    {
        try
        {
            return [.. File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        }
        catch (IOException)
        {
            return []; // The thread has ended meanwhile.
        }
    }
}
