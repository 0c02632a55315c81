using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Supervision.Guarding;

namespace Perdure.Supervision;

/// <summary>
/// Runs the processes of a node: starts them in the order given, each in a session and process group of its own, logs what they
/// write, starts those that end again with a growing wait, and stops them with the node. A guardian ends them when the node is
/// killed. Thread-safe; changes are applied one after another. Linux and macOS.
/// </summary>
public sealed class ProcessSupervisor : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly SupervisorOptions _options;
    private readonly GuardianLink _guardian;
    private readonly Random _seeds;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private ImmutableArray<ProcessKeeper> _keepers = [];
    private bool _stopped;

    /// <summary>A supervisor without processes.</summary>
    public ProcessSupervisor(TimeProvider time, ILoggerFactory loggers, SupervisorOptions options)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _loggers = loggers;
        _options = options;
        _guardian = new GuardianLink(time, options.GuardianCommand, loggers.CreateLogger("Perdure.Supervision"));
        _seeds = new Random((int)options.Seed ^ (int)(options.Seed >> 32));
    }

    /// <summary>Process id of the guardian; null before the first process and while it is being restarted.</summary>
    public int? GuardianPid => _guardian.Pid;

    /// <summary>
    /// Makes <paramref name="desired"/> what runs: stops what is gone or changed, all at once, then starts what is new or changed in
    /// the order given. What stays the same isn't touched, and keeps its restart count and its wait.
    /// </summary>
    /// <param name="desired">All processes of the node; service and instance together are unique.</param>
    /// <param name="cancel">Cancelled: what is stopping is killed at once; the change is completed all the same.</param>
    /// <exception cref="ArgumentException">An instance is there twice.</exception>
    /// <exception cref="ObjectDisposedException">The supervisor was stopped.</exception>
    public async Task ApplyAsync(IReadOnlyList<SupervisedProcess> desired, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(desired);
        var twice = desired.GroupBy(p => (p.Service, p.Instance)).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new ArgumentException($"{twice.Key.Service}/{twice.Key.Instance} is there twice.", nameof(desired));

        await _changing.WaitAsync(CancellationToken.None);
        try
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            var staying = _keepers.Where(k => desired.Contains(k.Target)).ToDictionary(k => k.Target);
            await Task.WhenAll(_keepers.Where(k => !staying.ContainsKey(k.Target)).Select(k => k.StopAsync(cancel)));
            _keepers = [.. desired.Select(p => staying.GetValueOrDefault(p) ?? Keep(p))];
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>All processes, in the order last given.</summary>
    public IReadOnlyList<ProcessStatus> Status() => [.. _keepers.Select(k => k.Status)];

    /// <summary>
    /// Stops all processes at once (SIGTERM, each its stop time-out, SIGKILL) and then the guardian. Nothing can be started afterwards.
    /// May be called again.
    /// </summary>
    /// <param name="cancel">Cancelled: SIGKILL at once.</param>
    public async Task StopAsync(CancellationToken cancel)
    {
        // A change that is under way may be waiting for a slow stop: a hard one must reach it.
        await using var hard = cancel.UnsafeRegister(static self => ((ProcessSupervisor)self!).KillAll(), this);
        await _changing.WaitAsync(CancellationToken.None);
        try
        {
            if (_stopped) return;
            _stopped = true;
            await Task.WhenAll(_keepers.Select(k => k.StopAsync(cancel)));
            await _guardian.DisposeAsync();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private void KillAll()
    {
        foreach (var keeper in _keepers) _ = keeper.StopAsync(new CancellationToken(canceled: true));
    }

    private ProcessKeeper Keep(SupervisedProcess process) => new(process, _time, _options, _guardian, _loggers, _seeds.Next());
}
