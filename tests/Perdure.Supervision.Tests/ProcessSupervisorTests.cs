using Perdure.Model;
using Perdure.Supervision.Signals;

namespace Perdure.Supervision.Tests;

public sealed class ProcessSupervisorTests : IAsyncLifetime
{
    private readonly CapturedLog _log = new();
    private readonly ProcessSupervisor _supervisor;

    public ProcessSupervisorTests() =>
        _supervisor = new ProcessSupervisor(TimeProvider.System, _log, new SupervisorOptions { GuardianCommand = [] });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _supervisor.StopAsync(new CancellationToken(canceled: true));

    [Fact]
    public async Task Applied_process_runs_as_the_leader_of_its_own_group()
    {
        await Apply(Processes.Sleeper());
        var status = Assert.Single(_supervisor.Status());
        Assert.Equal((ProcessState.Running, 0, null), (status.State, status.Restarts, status.LastExit));
        var pid = status.Pid!.Value;
        await Eventually.Holds(() => CommandOf(pid).StartsWith("sleep", StringComparison.Ordinal), "setsid has become the command");
        Assert.True(ProcessSignals.SendToGroup(pid, ProcessSignal.Continue));
    }

    [Fact]
    public async Task Stop_ends_grandchildren_with_their_group()
    {
        await Apply(Processes.Shell("sleep 1000 & echo child $!; wait"));
        var child = await LoggedNumber("child ");
        Assert.True(Processes.Lives(child));
        await _supervisor.StopAsync(CancellationToken.None);
        // Its end was seen by that of its output, which comes a little before.
        await Eventually.Holds(() => !Processes.Lives(child), "its child is gone");
        Assert.Equal((ProcessState.Stopped, null), (_supervisor.Status()[0].State, _supervisor.Status()[0].Pid));
        Assert.Equal("SIGTERM", _supervisor.Status()[0].LastExit);
    }

    [Fact]
    public async Task Children_that_outlive_their_leader_are_killed()
    {
        await Apply(Processes.Shell("sleep 1000 & echo child $!; exit 3", RestartPolicy.Never));
        var child = await LoggedNumber("child ");
        await Eventually.Holds(() => _supervisor.Status()[0].State == ProcessState.Failed, "the leader has ended");
        await Eventually.Holds(() => !Processes.Lives(child), "its child is gone");
    }

    [Fact]
    public async Task Process_that_ignores_SIGTERM_is_killed_after_its_stop_timeout()
    {
        await Apply(Processes.Shell("trap '' TERM; echo ready; while true; do sleep 0.05; done").StoppedWithin(TimeSpan.FromMilliseconds(500)));
        await Eventually.Holds(() => Logged("ready"), "the trap is set");
        await _supervisor.StopAsync(CancellationToken.None);
        Assert.Equal("SIGKILL", _supervisor.Status()[0].LastExit);
        Assert.True(Logged("did not end within 500 ms"));
    }

    [Fact]
    public async Task Stopped_process_still_ends_gently()
    {
        await Apply(Processes.Sleeper());
        ProcessSignals.Send(_supervisor.Status()[0].Pid!.Value, ProcessSignal.Stop);
        await _supervisor.StopAsync(CancellationToken.None);
        Assert.Equal("SIGTERM", _supervisor.Status()[0].LastExit);
    }

    [Fact]
    public async Task Cancelled_stop_kills_at_once()
    {
        await Apply(Processes.Shell("trap '' TERM; echo ready; while true; do sleep 0.05; done").StoppedWithin(TimeSpan.FromHours(1)));
        await Eventually.Holds(() => Logged("ready"), "the trap is set");
        var stop = _supervisor.StopAsync(CancellationToken.None);
        await _supervisor.StopAsync(new CancellationToken(canceled: true));
        await stop;
        Assert.Equal("SIGKILL", _supervisor.Status()[0].LastExit);
    }

    [Fact]
    public async Task Apply_starts_new_stops_removed_restarts_changed_and_leaves_the_rest()
    {
        await Apply(Processes.Sleeper("a"), Processes.Sleeper("b"), Processes.Sleeper("c"));
        var before = _supervisor.Status();
        await Apply(Processes.Sleeper("d"), Processes.Sleeper("b", seconds: "2000"), Processes.Sleeper("a"));
        var after = _supervisor.Status();

        Assert.Equal(["d", "b", "a"], after.Select(s => s.Instance));
        Assert.All(after, s => Assert.Equal(ProcessState.Running, s.State));
        Assert.Equal(before[0].Pid, after[2].Pid);
        Assert.NotEqual(before[1].Pid, after[1].Pid);
        Assert.False(Processes.Lives(before[1].Pid!.Value));
        Assert.False(Processes.Lives(before[2].Pid!.Value));
    }

    [Fact]
    public async Task Same_instance_twice_is_refused_and_changes_nothing()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Apply(Processes.Sleeper("a"), Processes.Sleeper("a")));
        Assert.Empty(_supervisor.Status());
    }

    [Fact]
    public async Task Stopped_supervisor_starts_nothing()
    {
        await _supervisor.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Apply(Processes.Sleeper()));
    }

    [Fact]
    public async Task Output_is_logged_line_by_line_with_the_name_of_the_instance()
    {
        // On a clock that stands still, output that comes late is awaited.
        await using var supervisor = new ProcessSupervisor(new ManualTime(), _log, new SupervisorOptions { GuardianCommand = [] });
        await supervisor.ApplyAsync([Processes.Shell("echo to stdout; echo to stderr >&2; printf 'no end'", RestartPolicy.Never)], CancellationToken.None);
        await Eventually.Holds(() => supervisor.Status()[0].State == ProcessState.Stopped, "it has ended");
        Assert.Contains("catalog/catalog-1 | to stdout", _log.Messages);
        Assert.Contains("catalog/catalog-1 | to stderr", _log.Messages);
        Assert.Contains("catalog/catalog-1 | no end", _log.Messages);
    }

    [Fact]
    public async Task Process_gets_its_environment_its_directory_and_no_input()
    {
        var process = Processes.Shell("echo $GREETING in $(pwd); cat; echo input ended", RestartPolicy.Never);
        var environment = process.Process.Environment.Add("GREETING", "hello");
        await Apply(process with { Process = process.Process with { Environment = environment, WorkingDirectory = "/usr" } });
        await Eventually.Holds(() => Logged("input ended"), "the process has read its input");
        Assert.Contains("catalog/catalog-1 | hello in /usr", _log.Messages);
    }

    private static string CommandOf(int pid) => File.ReadAllText($"/proc/{pid}/cmdline");

    private Task Apply(params SupervisedProcess[] processes) => _supervisor.ApplyAsync(processes, CancellationToken.None);

    private bool Logged(string text) => _log.Messages.Any(m => m.Contains(text, StringComparison.Ordinal));

    private async Task<int> LoggedNumber(string after)
    {
        string? Found() => _log.Messages.FirstOrDefault(m => m.Contains($"| {after}", StringComparison.Ordinal));
        await Eventually.Holds(() => Found() is not null, $"'{after}' in the output");
        return int.Parse(Found()!.Split(' ')[^1]);
    }
}
