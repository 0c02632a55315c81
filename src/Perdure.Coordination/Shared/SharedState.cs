using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Snapshots;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// What operators have said and all nodes follow: flags, overrides of instances, the configuration. Mirrors the store and keeps the last
/// known state in a file, so that a node that starts while the store is lost goes on with it. Thread-safe.
/// </summary>
public sealed class SharedState : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ICoordinator _coordinator;
    private readonly SharedStateOptions _options;
    private readonly SharedLedger _ledger;
    private readonly ConfigurationFeed _feed;
    private readonly SnapshotKeeper _keeper;
    private readonly NodeReports _reports;
    private readonly Mirror _mirror;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _news = Signal();
    private readonly Channel<bool> _work = Signal();
    private readonly Task _loops;

    private SharedState(ICoordinator coordinator, SharedStateOptions options)
    {
        _coordinator = coordinator;
        _options = options;
        var last = SnapshotFile.Read(options.SnapshotFile, options.Clock, options.Log);
        if (last is not null) CoordinationLog.SnapshotRead(options.Log, options.SnapshotFile, last.At, last.Entries.Length, last.Pending.Length);
        _ledger = new SharedLedger(coordinator, options, last is null ? SharedPicture.Empty : SnapshotFile.PictureOf(last));
        Flags = new SharedFlags(_ledger);
        Overrides = new SharedOverrides(_ledger);
        _feed = new ConfigurationFeed(_ledger, last?.Texts ?? [], options.Log);
        _keeper = new SnapshotKeeper(options, _ledger, _feed);
        _ledger.Dirty = Tell;
        _ledger.KeepAsync = _keeper.KeepAsync;
        _reports = new NodeReports(coordinator, options, Tell);
        Configuration = new SharedConfiguration(coordinator, options, _ledger, _feed, _reports);
        _coordinator.StatusChanged += OnStatus;
        _mirror = Mirror.Start(
            coordinator, SharedKeys.Prefix,
            new MirrorOptions { Parts = [SharedKeys.Flags, SharedKeys.Overrides, SharedKeys.Current, SharedKeys.Rollout], Log = options.Log },
            _ledger.Mirrored);
        _loops = Task.WhenAll(Task.Run(TellAsync), Task.Run(WorkAsync));
    }

    /// <summary>The flags.</summary>
    public SharedFlags Flags { get; }

    /// <summary>The overrides of instances.</summary>
    public SharedOverrides Overrides { get; }

    /// <summary>The configuration.</summary>
    public SharedConfiguration Configuration { get; }

    /// <summary>Whether what is shown follows the store just now. False: it is what was last known.</summary>
    public bool Fresh => _mirror.Fresh && _feed.IsComplete;

    /// <summary>How many changes were made here while the store was lost and are not in it yet.</summary>
    public int PendingChanges => _ledger.Picture.Pending.Count;

    /// <summary>What is wrong and what to do; null while all is well.</summary>
    public string? Problem => _keeper.Problem ?? _ledger.Problem ?? _feed.Problem ?? _mirror.Problem;

    internal bool ReportsFresh => _reports.Fresh;

    internal ILogger Log => _options.Log;

    internal string Node => _options.Node;

    /// <summary>
    /// Raised after anything changed: flags, overrides, configuration, roll-out, reports. Several changes may be raised as one. Handlers
    /// return fast; what they throw is logged and nothing else.
    /// </summary>
    public event Action? Changed;

    /// <summary>Reads the last known state and begins to follow the store. Returns at once; never throws because of the store or the file.</summary>
    public static SharedState Start(ICoordinator coordinator, SharedStateOptions options)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        ArgumentNullException.ThrowIfNull(options);
        return new SharedState(coordinator, options);
    }

    /// <summary>Completes when the store has been listed once.</summary>
    public Task FirstAsync(CancellationToken cancellationToken) => _mirror.FirstAsync(cancellationToken);

    /// <summary>Stops following and writes the file a last time.</summary>
    public async ValueTask DisposeAsync()
    {
        _coordinator.StatusChanged -= OnStatus;
        await _stop.CancelAsync();
        await _loops;
        await _mirror.DisposeAsync();
        await _reports.DisposeAsync();
        await _keeper.KeepAsync();
        _stop.Dispose();
    }

    private static Channel<bool> Signal() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private void OnStatus(StoreStatus status) => Tell();

    private void Tell()
    {
        _news.Writer.TryWrite(true);
        _work.Writer.TryWrite(true);
    }

    /// <summary>Raises changes, then keeps them in the file.</summary>
    private async Task TellAsync()
    {
        while (await NextAsync(_news, more: _keeper.Problem is not null))
        {
            foreach (var handler in Delegate.EnumerateInvocationList(Changed))
            {
                try
                {
                    handler();
                }
                catch (Exception e)
                {
                    CoordinationLog.SharedHandlerFault(_options.Log, e);
                }
            }
            await _keeper.KeepAsync();
        }
    }

    /// <summary>Writes back what is pending and fetches the texts that are missing, whenever the store is there.</summary>
    private async Task WorkAsync()
    {
        var more = false;
        while (await NextAsync(_work, more))
        {
            more = PendingChanges > 0 || !_feed.IsComplete;
            if (!more || _coordinator.Status.State is StoreState.Lost or StoreState.Refused) continue;
            try
            {
                var written = await _ledger.WriteBackAsync(_stop.Token);
                more = !await _feed.FetchAsync(_coordinator, _stop.Token) || !written;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (e is not CoordinationException { IsTransient: true }) CoordinationLog.SharedStateFault(_options.Log, e.Message, e);
            }
        }
    }

    /// <summary>Waits for the signal, or for the next try when something is left to do.</summary>
    private async Task<bool> NextAsync(Channel<bool> signal, bool more)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var timer = more ? _options.Clock.CreateTimer(_ => Expire(wait), null, Retry, Timeout.InfiniteTimeSpan) : null;
        try
        {
            await signal.Reader.ReadAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
            // The next try is due, or this is the end.
        }
        return !_stop.IsCancellationRequested;
    }

    private static void Expire(CancellationTokenSource wait)
    {
        try
        {
            wait.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The signal came first.
        }
    }
}
