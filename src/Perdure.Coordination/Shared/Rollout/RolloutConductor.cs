using Microsoft.Extensions.Logging;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared.Rollout;

/// <summary>
/// Carries staged roll-outs out. Runs on every node, acts on the one that leads the election <c>perdure.rollout</c>; all its state is in the
/// store, so that any node goes on where another stopped. Two at once do no harm: every step is guarded.
/// </summary>
public sealed class RolloutConductor : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ICoordinator _coordinator;
    private readonly SharedState _state;
    private readonly Func<bool> _isConductor;
    private readonly Func<IReadOnlyCollection<RolloutNode>> _nodes;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private RolloutMemory _memory = RolloutMemory.Empty;
    private string? _stalled;

    private RolloutConductor(ICoordinator coordinator, SharedState state, Func<bool> isConductor, Func<IReadOnlyCollection<RolloutNode>> nodes)
    {
        _coordinator = coordinator;
        _state = state;
        _isConductor = isConductor;
        _nodes = nodes;
        _log = state.Log;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Begins.</summary>
    /// <param name="coordinator">The store.</param>
    /// <param name="state">This node's shared state; outlives the conductor.</param>
    /// <param name="isConductor">Whether this node is the one that acts, asked before every step.</param>
    /// <param name="nodes">The nodes that are alive; an empty list while they are not known.</param>
    public static RolloutConductor Start(
        ICoordinator coordinator, SharedState state, Func<bool> isConductor, Func<IReadOnlyCollection<RolloutNode>> nodes)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(isConductor);
        ArgumentNullException.ThrowIfNull(nodes);
        return new RolloutConductor(coordinator, state, isConductor, nodes);
    }

    /// <summary>Stops; the roll-out waits for the next conductor.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, _coordinator.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await StepAsync(_stop.Token);
                    _stalled = null;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    _memory = RolloutMemory.Empty;
                    if (_stalled != e.Message) CoordinationLog.RolloutStalled(_log, _state.Configuration.Rollout?.Version ?? 0, e.Message);
                    _stalled = e.Message;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (!_isConductor() || _state.Configuration.Rollout is not { State: RolloutState.Running } rollout)
        {
            _memory = RolloutMemory.Empty;
            return;
        }
        var view = new RolloutView(_state.Fresh && _state.ReportsFresh, [.. _nodes()], _state.Configuration.Reports);
        var nowMs = (long)_coordinator.Clock.GetElapsedTime(0).TotalMilliseconds;
        (var move, _memory) = RolloutPolicy.Next(rollout, view, _memory, nowMs);
        if (move == RolloutMove.None || !_isConductor()) return;
        if (move.Stop is { } reason) await StopAsync(rollout, reason, cancellationToken);
        else await AdvanceAsync(rollout, move, cancellationToken);
    }

    private async Task AdvanceAsync(StagedRollout seen, RolloutMove move, CancellationToken cancellationToken)
    {
        var writer = _state.Configuration.Writer;
        var held = await writer.ReadAsync(cancellationToken);
        // Somebody else has moved it on, or ended it: what was decided was about the step before.
        if (!held.IsRolling || !IsSame(held.Rollout!, seen)) return;
        if (await writer.CommitAsync(held, new ConfigurationChange(null, move.Next), cancellationToken) == true)
        {
            CoordinationLog.RolloutStep(_log, seen.Version, move.What);
        }
    }

    private async Task StopAsync(StagedRollout seen, string reason, CancellationToken cancellationToken)
    {
        var writer = _state.Configuration.Writer;
        var at = _coordinator.Clock.GetUtcNow();
        var outcome = await writer.ChangeAsync(
            async (held, id) => held.IsRolling && IsSame(held.Rollout!, seen)
                ? await ConfigurationPlans.SendBackAsync(
                    writer, held, reason, new ChangeStamp { Id = id, By = $"node {_state.Node}", At = at }, cancellationToken)
                : null,
            cancellationToken);
        if (outcome.Changed) CoordinationLog.RolloutStopped(_log, seen.Version, reason);
    }

    private static bool IsSame(StagedRollout left, StagedRollout right) => left.State == right.State && left.Version == right.Version &&
        left.Node == right.Node && left.Done.SequenceEqual(right.Done) && left.Before == right.Before;
}
