using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Perdure.Supervision.Guarding;
using Perdure.Supervision.Restarting;

namespace Perdure.Supervision;

/// <summary>Keeps one process running as its restart policy says, until it is stopped. Thread-safe.</summary>
internal sealed class ProcessKeeper
{
    private readonly TimeProvider _time;
    private readonly SupervisorOptions _options;
    private readonly GuardianLink _guardian;
    private readonly ILogger _log;
    private readonly ILogger _output;
    private readonly RestartBackoff _backoff;
    private readonly Random _random;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _killing = new();
    private readonly Task _keeping;
    private int _restarts;
    private string? _lastExit;
    private volatile ProcessStatus _status;

    /// <summary>Starts the process before it returns; a start that fails is retried like a crash.</summary>
    public ProcessKeeper(
        SupervisedProcess target, TimeProvider time, SupervisorOptions options, GuardianLink guardian, ILoggerFactory loggers, int seed)
    {
        Target = target;
        _time = time;
        _options = options;
        _guardian = guardian;
        _log = loggers.CreateLogger("Perdure.Supervision");
        _output = loggers.CreateLogger("Perdure.Supervision.Output");
        _backoff = new RestartBackoff(options.Backoff);
        _random = new Random(seed);
        _status = StatusOf(ProcessState.Stopped, null, null);
        _keeping = KeepAsync();
    }

    /// <summary>What it keeps running.</summary>
    public SupervisedProcess Target { get; }

    /// <summary>How the process is.</summary>
    public ProcessStatus Status => _status;

    /// <summary>Stops it for good: SIGTERM, its stop time-out, SIGKILL. Cancelling kills at once. May be called again.</summary>
    public async Task StopAsync(CancellationToken hard)
    {
        await using var kill = hard.UnsafeRegister(static killing => ((CancellationTokenSource)killing!).Cancel(), _killing);
        await _stopping.CancelAsync();
        await _keeping;
    }

    private async Task KeepAsync()
    {
        while (true)
        {
            var startedAt = _time.GetTimestamp();
            var failed = true;
            if (TryStart() is { } process) failed = await WatchAsync(process, startedAt) != 0;
            if (_stopping.IsCancellationRequested)
            {
                Publish(ProcessState.Stopped);
                return;
            }
            if (!RestartRule.StartsAgain(Target.Process.Restart, failed))
            {
                _log.StaysEnded(Target.Service, Target.Instance, _lastExit ?? "", Target.Process.Restart.ToString());
                Publish(failed ? ProcessState.Failed : ProcessState.Stopped);
                return;
            }
            await BackOffAsync(_time.GetElapsedTime(startedAt));
            if (_stopping.IsCancellationRequested)
            {
                Publish(ProcessState.Stopped);
                return;
            }
            _restarts++;
        }
    }

    private RunningProcess? TryStart()
    {
        try
        {
            var process = RunningProcess.Start(Target, _options, _guardian, _time, _output);
            _log.Started(Target.Service, Target.Instance, process.Pid);
            Publish(ProcessState.Running, process.Pid);
            return process;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            _lastExit = $"could not be started: {e.Message}";
            _log.CouldNotStart(Target.Service, Target.Instance, e.Message);
            return null;
        }
    }

    /// <summary>Waits until the process has ended, by itself or because it was stopped.</summary>
    /// <returns>The exit code.</returns>
    private async Task<int> WatchAsync(RunningProcess process, long startedAt)
    {
        await process.Ended.WaitAsync(_stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        var byItself = process.Ended.IsCompleted;
        var timeout = Target.Process.StopTimeout;
        if (!byItself && await process.StopAsync(timeout, _time, _killing.Token))
            _log.Killed(Target.Service, Target.Instance, _killing.IsCancellationRequested ? "the node stops at once" : $"it did not end within {timeout.TotalSeconds} s of SIGTERM");

        var code = await process.Ended;
        _lastExit = ExitDescription.Of(code);
        if (byItself) _log.Ended(Target.Service, Target.Instance, _lastExit, _time.GetElapsedTime(startedAt).TotalSeconds);
        else _log.Stopped(Target.Service, Target.Instance, _lastExit);
        return code;
    }

    private async Task BackOffAsync(TimeSpan ran)
    {
        var wait = _backoff.Next(ran, _random.NextDouble());
        _log.BacksOff(Target.Service, Target.Instance, (long)wait.TotalMilliseconds, _restarts + 1);
        // The timer first, so that whoever sees the next start can rely on it.
        var waiting = Task.Delay(wait, _time, _stopping.Token);
        Publish(ProcessState.BackingOff, nextStart: _time.GetUtcNow() + wait);
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Publish(ProcessState state, int? pid = null, DateTimeOffset? nextStart = null) => _status = StatusOf(state, pid, nextStart);

    private ProcessStatus StatusOf(ProcessState state, int? pid, DateTimeOffset? nextStart) => new()
    {
        Service = Target.Service,
        Instance = Target.Instance,
        State = state,
        Pid = pid,
        Restarts = _restarts,
        LastExit = _lastExit,
        Since = _time.GetUtcNow(),
        NextStart = nextStart,
    };
}
