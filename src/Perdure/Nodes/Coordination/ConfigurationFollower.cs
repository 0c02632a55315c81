using Microsoft.Extensions.Logging;
using Perdure.Console.Configuration;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Rollout;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// Has this node run the configuration that it should, and says how that went. A version that cannot be loaded is tried again now and then,
/// because an address may become free, and when the node's own file changes; what was in force before goes on.
/// </summary>
/// <param name="configuration">What should run where.</param>
/// <param name="reloader">What brings it into force.</param>
/// <param name="lastGood">Where a version that was loaded is kept.</param>
/// <param name="count">All requests of this node so far, and those that failed.</param>
/// <param name="lease">The lease of the node's session; 0 while there is none.</param>
/// <param name="node">This node.</param>
/// <param name="time">The clock of the tries.</param>
/// <param name="log">The node's log.</param>
internal sealed class ConfigurationFollower(
    SharedConfiguration configuration, Reloader reloader, LastGoodConfiguration lastGood, Func<ErrorCount> count, Func<long> lease, string node,
    TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryRefused = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _running = Task.CompletedTask;
    private volatile Attempt _last = new(0, null);
    private volatile bool _again;
    private long _triedAt;

    /// <summary>How it stands.</summary>
    public FollowStatus Status => new()
    {
        Version = VersionOf(reloader.Applied),
        Target = VersionOf(configuration.TargetFor(node)),
        Problem = _last.Problem,
    };

    /// <summary>Begins to follow.</summary>
    /// <param name="problem">Why the version that was to run at the start was not loaded; null when it was, or there is none.</param>
    public void Start(string? problem)
    {
        _last = new Attempt(VersionOf(problem is null ? reloader.Applied : configuration.TargetFor(node)), problem);
        _triedAt = time.GetTimestamp();
        reloader.Swapped += OnSwapped;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Something may be different: looks at once.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look.
        }
        catch (ObjectDisposedException)
        {
            // It has stopped.
        }
    }

    /// <summary>Stops following; what is in force stays.</summary>
    public async Task StopAsync()
    {
        reloader.Swapped -= OnSwapped;
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _wake.Dispose();
    }

    private static long VersionOf(AppliedConfiguration? applied) => applied?.Version ?? 0;

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync();
                await ReportAsync();
                await _wake.WaitAsync(Every, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A defect must end neither the following nor the node.
            catch (Exception defect)
#pragma warning restore CA1031
            {
                log.FollowFailed(defect);
                await ((Task)_wake.WaitAsync(Every, _stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync()
    {
        var target = configuration.TargetFor(node);
        var version = VersionOf(target);
        var again = _last.Problem is not null && (_again || time.GetElapsedTime(_triedAt) >= RetryRefused);
        if (version == _last.Version && !again)
            return;
        _again = false;
        if (version == VersionOf(reloader.Applied))
        {
            _last = new Attempt(version, null);
            return;
        }

        var known = _last;
        var problem = await reloader.FollowAsync(target, _stop.Token);
        _triedAt = time.GetTimestamp();
        _last = new Attempt(version, problem);
        if (problem is null)
        {
            lastGood.Write(target);
            log.ConfigurationFollowed(version == 0 ? "the node's own file" : $"version {version}", target?.By ?? configuration.Latest?.By ?? "");
        }
        else if (_last != known)
        {
            log.ConfigurationRefused(version, problem, VersionOf(reloader.Applied) is > 0 and var other ? $"version {other}" : "the node's own file");
        }
    }

    private Task<bool> ReportAsync()
    {
        var (requests, failed) = count();
        var report = new NodeReport
        {
            Version = _last.Version,
            Ok = _last.Problem is null,
            Error = _last.Problem,
            Requests = requests,
            Failed = failed,
        };
        return configuration.ReportAsync(report, lease(), _stop.Token);
    }

    // Its own doing or the own file's: only after the latter is there something to try again.
    private void OnSwapped()
    {
        _again = true;
        Wake();
    }

    private sealed record Attempt(long Version, string? Problem);
}
