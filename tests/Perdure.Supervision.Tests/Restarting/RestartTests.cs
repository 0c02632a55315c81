using Perdure.Model;
using Perdure.Supervision.Restarting;
using Perdure.Supervision.Signals;

namespace Perdure.Supervision.Tests.Restarting;

/// <summary>Real processes on a clock that only the test moves.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly CapturedLog _log = new();
    private readonly ProcessSupervisor _supervisor;

    public RestartTests() => _supervisor = new ProcessSupervisor(_time, _log, new SupervisorOptions
    {
        GuardianCommand = [],
        Backoff = new RestartBackoffOptions { Jitter = 0, Cap = TimeSpan.FromSeconds(4) },
    });

    private ProcessStatus Status => _supervisor.Status()[0];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _supervisor.StopAsync(new CancellationToken(canceled: true));

    [Fact]
    public async Task Killed_process_starts_again_after_the_wait()
    {
        await Apply(Processes.Sleeper());
        var pid = Status.Pid!.Value;
        ProcessSignals.Send(pid, ProcessSignal.Kill);
        await Reaches(ProcessState.BackingOff);
        Assert.Equal(("SIGKILL", null), (Status.LastExit, Status.Pid));
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMilliseconds(500), Status.NextStart);

        _time.Advance(TimeSpan.FromMilliseconds(500));
        await Reaches(ProcessState.Running);
        Assert.Equal(1, Status.Restarts);
        Assert.NotEqual(pid, Status.Pid);
    }

    [Fact]
    public async Task Crash_loop_waits_longer_each_time_up_to_the_cap_and_shows()
    {
        await Apply(Processes.Shell("exit 3"));
        foreach (var (waitMs, restarts) in new[] { (500, 0), (1000, 1), (2000, 2), (4000, 3), (4000, 4) })
        {
            await Eventually.Holds(() => Status is { State: ProcessState.BackingOff } status && status.Restarts == restarts, $"restart {restarts}");
            Assert.Equal("code 3", Status.LastExit);
            Assert.Equal(TimeSpan.FromMilliseconds(waitMs), Status.NextStart - _time.GetUtcNow());
            _time.Advance(TimeSpan.FromMilliseconds(waitMs));
        }
    }

    [Fact]
    public async Task Process_that_ran_long_enough_begins_with_the_first_wait_again()
    {
        await Apply(Processes.Sleeper());
        await KillAndWait(TimeSpan.FromMilliseconds(500));
        await KillAndWait(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(60));
        await KillAndWait(TimeSpan.FromMilliseconds(500));
    }

    [Theory]
    [InlineData(RestartPolicy.Always, 0, ProcessState.BackingOff)]
    [InlineData(RestartPolicy.Always, 3, ProcessState.BackingOff)]
    [InlineData(RestartPolicy.OnFailure, 0, ProcessState.Stopped)]
    [InlineData(RestartPolicy.OnFailure, 3, ProcessState.BackingOff)]
    [InlineData(RestartPolicy.Never, 0, ProcessState.Stopped)]
    [InlineData(RestartPolicy.Never, 3, ProcessState.Failed)]
    public async Task Restart_policy_decides_by_how_the_process_ended(RestartPolicy policy, int code, ProcessState expected)
    {
        await Apply(Processes.Shell($"exit {code}", policy));
        await Eventually.Holds(() => Status is { LastExit: not null, State: not ProcessState.Running }, "the process has ended");
        Assert.Equal((expected, $"code {code}"), (Status.State, Status.LastExit));
    }

    [Fact]
    public async Task Command_that_does_not_exist_backs_off_and_says_so()
    {
        await Apply(new SupervisedProcess("catalog", "catalog-1", new ProcessModel { Command = ["no-such-command-here"] }));
        await Reaches(ProcessState.BackingOff);
        Assert.Equal("code 127 (the command was not found)", Status.LastExit);
    }

    [Fact]
    public async Task Directory_that_does_not_exist_backs_off_and_says_so()
    {
        var process = Processes.Sleeper();
        await Apply(process with { Process = process.Process with { WorkingDirectory = "/no/such/directory" } });
        await Reaches(ProcessState.BackingOff);
        Assert.StartsWith("could not be started: ", Status.LastExit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ends_a_wait_at_once()
    {
        await Apply(Processes.Shell("exit 3"));
        await Reaches(ProcessState.BackingOff);
        await _supervisor.StopAsync(CancellationToken.None);
        Assert.Equal((ProcessState.Stopped, null), (Status.State, Status.NextStart));
    }

    private async Task KillAndWait(TimeSpan wait)
    {
        var restarts = Status.Restarts;
        ProcessSignals.Send(Status.Pid!.Value, ProcessSignal.Kill);
        await Reaches(ProcessState.BackingOff);
        Assert.Equal(wait, Status.NextStart - _time.GetUtcNow());
        _time.Advance(wait);
        await Eventually.Holds(() => Status is { State: ProcessState.Running } status && status.Restarts == restarts + 1, "it runs again");
    }

    private Task Apply(SupervisedProcess process) => _supervisor.ApplyAsync([process], CancellationToken.None);

    private Task Reaches(ProcessState state) => Eventually.Holds(() => Status.State == state, $"state {state}");
}
