using System.Collections.Immutable;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared.Configuration;

/// <summary>What the nodes say of themselves: a mirror of theirs, and a pen for ours.</summary>
internal sealed class NodeReports : IAsyncDisposable
{
    private readonly ICoordinator _coordinator;
    private readonly SharedStateOptions _options;
    private readonly string _key;
    private readonly Action _changed;
    private readonly Mirror _mirror;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ImmutableDictionary<string, NodeReport> _current = ImmutableDictionary.Create<string, NodeReport>(StringComparer.Ordinal);
    private ReportThrottle _throttle = ReportThrottle.Start;

    public NodeReports(ICoordinator coordinator, SharedStateOptions options, Action changed)
    {
        _coordinator = coordinator;
        _options = options;
        _key = SharedKeys.Report(options.Node);
        _changed = changed;
        _mirror = Mirror.Start(coordinator, SharedKeys.Reports, new MirrorOptions { Log = options.Log, MaxEntries = 10_000 }, Take);
    }

    public IReadOnlyDictionary<string, NodeReport> Current => Volatile.Read(ref _current);

    public bool Fresh => _mirror.Fresh;

    public async Task<bool> WriteAsync(NodeReport report, long lease, bool rolling, CancellationToken cancellationToken)
    {
        if (lease == 0 || _coordinator.Status.State is StoreState.Lost or StoreState.Refused) return false;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var clock = _coordinator.Clock;
            var nowMs = (long)clock.GetElapsedTime(0).TotalMilliseconds;
            if (!_throttle.IsDue(report, lease, rolling, nowMs)) return false;
            var signed = report with { At = _options.Clock.GetUtcNow(), Error = report.Error is { Length: > 2_000 } error ? error[..2_000] : report.Error };
            // A report may be written twice: the later one says the same or more.
            await _coordinator.CommitAsync(
                new Transaction { Then = [Operation.Put(_key, SharedJson.Write(signed, SharedJson.Store.NodeReport), lease)] }, cancellationToken);
            _throttle = new ReportThrottle(report, lease, nowMs);
            return true;
        }
        catch (CoordinationException)
        {
            return false;
        }
        finally
        {
            _gate.Release();
        }
    }

    public ValueTask DisposeAsync() => _mirror.DisposeAsync();

    private void Take(MirrorChange change)
    {
        var current = _current;
        foreach (var (deleted, entry) in change.Events)
        {
            var node = SharedKeys.NodeOf(entry.Key);
            var report = deleted ? null : SharedJson.Read(entry.Value, SharedJson.Store.NodeReport);
            current = report is null ? current.Remove(node) : current.SetItem(node, report);
        }
        Volatile.Write(ref _current, current);
        _changed();
    }
}
