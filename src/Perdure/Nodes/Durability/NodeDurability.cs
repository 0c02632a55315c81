using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Commands;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Durability.Queues;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Model;

namespace Perdure.Nodes.Durability;

/// <summary>
/// What a node keeps durably, for services and for itself, from its start to its end: opens the store when the system file declares one, in a file or on
/// a server, tries on while it cannot be opened, removes what has outlived its retention. Nothing of it is waited for: the data plane goes on without.
/// </summary>
/// <param name="current">The plan in force.</param>
/// <param name="takesOver">Whether another process may have the file for the moment, because this one takes over from it.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it tells what became of the store.</param>
internal sealed class NodeDurability(Func<SystemModel> current, bool takesOver, TimeProvider time, ILogger log) : IDurabilityView, IAsyncDisposable
{
    private const int SweepMax = 1_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TakeOverTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, QueueCounters> _counters = new();
    private readonly ConcurrentDictionary<string, long> _depths = new();
    private readonly CancellationTokenSource _stopping = new();
    private volatile IDurableStore? _store;
    private volatile IReadOnlyList<QueueSummary> _summaries = [];
    private volatile DurabilityException? _failed;
    private volatile bool _unread;
    private volatile string? _warning;
    private Task? _loop;
    private readonly long _since = time.GetTimestamp();
    private long _sweptAt;
    private bool _disposed;

    /// <inheritdoc/>
    public string Node => current().Node.Id;

    /// <inheritdoc/>
    public bool Declared => current().Durability is not null;

    /// <inheritdoc/>
    public IDurableStore? Store => _store;

    /// <inheritdoc/>
    public string? Problem => _stopping.IsCancellationRequested ? "the node is stopping: ask again, or another one" : _failed?.Message;

    /// <inheritdoc/>
    public ImmutableArray<QueueModel> Queues => current().Queues;

    /// <inheritdoc/>
    public string? RouteOf(string queue) => current().Routes.FirstOrDefault(route => route.Defer?.Queue == queue)?.Name;

    /// <inheritdoc/>
    public bool Defers => current().Routes.Any(static route => route.Defer is not null);

    /// <inheritdoc/>
    public QueueCounters CountersOf(string queue) => _counters.GetOrAdd(queue, static _ => new QueueCounters());

    /// <summary>Opens the store when one is declared. One that cannot be opened just now is tried again for as long as the node runs.</summary>
    /// <exception cref="CommandException">The store is of a newer version or of another program, or what is said of its place cannot be meant so.</exception>
    public async Task StartAsync()
    {
        Apply();
        await OpenAsync();
        if (_store is null && _failed is { Failure: DurabilityFailure.Incompatible or DurabilityFailure.Invalid } refused)
            throw new CommandException($"cannot open the durable store: {refused.Message}", ExitCode.Failed, refused);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Another plan is in force.</summary>
    public void Apply()
    {
        var queues = Queues;
        foreach (var queue in queues)
            _depths[queue.Name] = queue.MaxDepth;
        foreach (var gone in _depths.Keys.Except(queues.Select(queue => queue.Name)))
            _depths.TryRemove(gone, out _);
    }

    /// <summary>The picture of this moment; null when no store is declared.</summary>
    public DurabilityStatus? Status()
    {
        if (current().Durability is not { } declared)
            return null;
        return new DurabilityStatus
        {
            Engine = KebabCase.Of(declared.Engine),
            State = StateOf(_store, _failed, _unread),
            Location = DurableEngine.LocationOf(current(), declared),
            Problem = Problem,
            Warning = _warning,
            Queues = _store is null ? [] : QueueStatus.All(this, _summaries, time.GetUtcNow()),
        };
    }

    /// <summary>The store as a line of the health pages, which it never fails; null when none is declared.</summary>
    public HealthCheck? Check() => Status() is { } status
        ? new HealthCheck("durability", status.State == "open" && status.Problem is null, $"{status.State}: {status.Problem ?? status.Location}", Advisory: true)
        : null;

    /// <summary>Closes the store; from then on nothing is accepted.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _stopping.CancelAsync();
        if (_loop is not null)
            await _loop;
        await CloseAsync();
    }

    private async Task LoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(_store is not null ? RefreshEvery : current().Durability is { } declared && !DurableEngine.IsFile(declared) ? AskEvery : LookEvery, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
                return;
            try
            {
                if (_store is { } store)
                    await TendAsync(store);
                else
                    await OpenAsync();
            }
#pragma warning disable CA1031 // A defect here must not take the node down, nor end the tries.
            catch (Exception defect) when (defect is not OperationCanceledException)
#pragma warning restore CA1031
            {
                log.DurabilityFailed(defect);
            }
        }
    }

    private async Task OpenAsync()
    {
        var model = current();
        if (model.Durability is not { } declared)
            return;
        try
        {
            _store = await OpenAsync(model, declared);
            _failed = null;
            _sweptAt = time.GetTimestamp();
            await RefreshAsync(_store);
            log.DurableStoreOpen(_store.Location, _summaries.Sum(queue => queue.Pending), _summaries.Sum(queue => queue.Claimed), _summaries.Sum(queue => queue.Dead));
            if (await DurableEngine.FindRiskAsync(_store, _stopping.Token) is not { } risk)
                return;
            log.DurableStoreAtRisk(risk);
            _warning = risk;
        }
        catch (DurabilityException failed)
        {
            Failed(failed);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The node stops between opening and the first look: what was opened is closed with the rest.
        }
    }

    // A damaged file has been set aside by then: the next one is new.
    private async Task<IDurableStore> OpenAsync(SystemModel model, DurabilityModel declared)
    {
        var options = new DurableOptions
        {
            Clock = time,
            Log = log,
            QueueDepthMaxOf = _depths,
            DoneRetention = declared.DoneRetention,
            DeadRetention = declared.DeadRetention,
            CheckpointHistoryMax = declared.CheckpointHistory,
        };
        try
        {
            return await DurableEngine.OpenAsync(model, declared, options, _stopping.Token);
        }
        catch (DurabilityException damaged) when (damaged.Failure == DurabilityFailure.Corrupt && DurableEngine.IsFile(declared))
        {
            SetAside(damaged);
            return await DurableEngine.OpenAsync(model, declared, options, _stopping.Token);
        }
    }

    private async Task TendAsync(IDurableStore store)
    {
        try
        {
            await LookAsync(store);
            if (time.GetElapsedTime(_sweptAt) >= SweepEvery)
            {
                _sweptAt = time.GetTimestamp();
                while (await store.SweepAsync(SweepMax, _stopping.Token) is { } swept && Math.Max(swept.Jobs, Math.Max(swept.Records, swept.Checkpoints)) == SweepMax)
                    await Task.Yield();
                _failed = null;
            }
        }
        catch (DurabilityException damaged) when (damaged.Failure == DurabilityFailure.Corrupt && store is SqliteDurableStore)
        {
            SetAside(damaged);
            await CloseAsync();
        }
        catch (DurabilityException failed)
        {
            Failed(failed);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    // A server that cannot be reached is known by that, and that it is back, too.
    private async Task LookAsync(IDurableStore store)
    {
        try
        {
            await RefreshAsync(store);
        }
        catch (DurabilityException)
        {
            _unread = true;
            throw;
        }

        if (!_unread)
            return;
        _unread = false;
        _failed = null;
        log.DurableStoreBack(store.Location);
    }

    private async Task RefreshAsync(IDurableStore store) => _summaries = await store.Jobs.QueuesAsync(_stopping.Token);

    private void SetAside(DurabilityException damaged)
    {
        // One that cannot be moved away is found again at every try.
        if (_warning != damaged.Message)
            log.DurableStoreSetAside(damaged.Message);
        _warning = damaged.Message;
    }

    private void Failed(DurabilityException failed)
    {
        // The process before finishes what it has in flight.
        if (takesOver && current().Durability is { } declared && DurableEngine.IsFile(declared) && failed.Failure == DurabilityFailure.Unavailable && time.GetElapsedTime(_since) < TakeOverTime)
            return;
        var before = _failed;
        _failed = failed;
        if (before?.Message != failed.Message)
            log.DurableStoreUnavailable(failed.Message);
    }

    private async Task CloseAsync()
    {
        var store = _store;
        _store = null;
        if (store is not null)
            await store.DisposeAsync();
    }

    private static string StateOf(IDurableStore? store, DurabilityException? failed, bool unread) => (store, failed?.Failure) switch
    {
        (null, null) => "opening",
        (not null, _) => unread ? "unavailable" : "open",
        (null, DurabilityFailure.Incompatible or DurabilityFailure.Corrupt or DurabilityFailure.Invalid) => "refused",
        _ => "unavailable",
    };
}
