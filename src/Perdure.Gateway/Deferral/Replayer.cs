using System.Collections.Concurrent;
using Perdure.Durability.Storage;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Planning;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// Sends what routes have accepted to be sent later, on this node: one <see cref="QueueReplayer"/> for each queue that a route of the plan defers to. The
/// queues of routes that are gone are left alone, with all that is in them. Thread-safe.
/// </summary>
internal sealed class Replayer
{
    private static readonly TimeSpan LeaseMin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly GatewayCore _core;
    private readonly Replay _replay;
    private readonly ConcurrentDictionary<string, byte> _held = new();
    private readonly List<Task> _ending = [];
    private Dictionary<string, QueueReplayer> _queues = [];
    private volatile Dictionary<string, RouteDeferral> _routes = [];
    private bool _followed;
    private bool _stopped;

    public Replayer(GatewayCore core)
    {
        _core = core;
        _replay = new Replay(core, name => _routes.GetValueOrDefault(name));
        _replay.Held += Hold;
    }

    /// <summary>Routes that are not there any more and whose requests wait, as far as they were met.</summary>
    public IReadOnlyCollection<string> Held => [.. _held.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Another plan is in force.</summary>
    public void Follow(GatewayPlan plan)
    {
        lock (_lock)
        {
            if (!_stopped)
                FollowLocked(plan);
        }
    }

    /// <summary>Takes no more, and ends when what is in hand has ended; cancelling <paramref name="hard"/> ends the wait; what is then in hand stays leased.</summary>
    public async Task StopAsync(CancellationToken hard)
    {
        Stop();
        Task[] ending;
        lock (_lock)
            ending = [.. _ending];
        await Task.WhenAll(ending).WaitAsync(hard).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes no more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            _stopping.Cancel();
            foreach (var queue in _queues.Values)
                End(queue);
            _queues = [];
        }
    }

    private void FollowLocked(GatewayPlan plan)
    {
        var routes = plan.Routes.Routes.Select(route => route.Deferral).OfType<RouteDeferral>().ToList();
        var vanished = _routes.Values.Where(before => routes.All(route => route.Name != before.Name)).ToList();
        _routes = routes.ToDictionary(route => route.Name);
        foreach (var back in _routes.Keys)
            _held.TryRemove(back, out _);
        if (vanished.Count > 0)
            _ = HoldAsync(vanished);
        if (!_followed && _core.Durable is { } durable)
            _ = HoldOfBeforeAsync(durable);
        _followed = true;
        var next = new Dictionary<string, QueueReplayer>();
        foreach (var group in routes.GroupBy(route => route.Queue.Name))
        {
            var model = group.First().Queue;
            var concurrency = Math.Min(1_000, group.Sum(route => route.Model.Concurrency));
            var lease = group.Max(route => TimeSpan.FromMilliseconds(2 * route.Service.RequestMs));
            lease = lease < LeaseMin ? LeaseMin : lease;
            var isSame = _queues.Remove(group.Key, out var before) && before.Queue == model && before.Concurrency == concurrency && before.Lease == lease;
            if (!isSame && before is not null)
                End(before);
            var replayer = isSame ? before! : new QueueReplayer(_core, _replay, model, concurrency, lease);
            replayer.Follow([.. group]);
            if (!isSame)
                replayer.Start();
            next.Add(group.Key, replayer);
        }

        foreach (var gone in _queues.Values)
            End(gone);
        _queues = next;
        _ending.RemoveAll(static task => task.IsCompleted);
    }

    // Perhaps there is nothing left of them.
    private async Task HoldAsync(List<RouteDeferral> vanished)
    {
        try
        {
            if (_core.Durable?.Store is not { } store)
                return;
            var open = (await store.Jobs.QueuesAsync(CancellationToken.None)).Where(queue => queue.Pending + queue.Claimed > 0).Select(queue => queue.Name).ToHashSet();
            foreach (var route in vanished.Where(route => open.Contains(route.Queue.Name) && !_routes.ContainsKey(route.Name)))
                Hold(route.Name);
        }
        catch (DurabilityException)
        {
            // They are said to be held when they are met.
        }
    }

    // Routes that went while the node was down are known only by what waits for them: the oldest of each queue that no route has now, whether it waits or
    // was in hand.
    private async Task HoldOfBeforeAsync(IDurableAccess durable)
    {
        try
        {
            while (durable.Store is null && !_stopping.IsCancellationRequested)
                await Task.Delay(LookEvery, _core.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (durable.Store is not { } store)
                return;
            foreach (var queue in await store.Jobs.QueuesAsync(_stopping.Token))
            {
                if (queue.Pending + queue.Claimed == 0 || _routes.Values.Any(route => route.Queue.Name == queue.Name))
                    continue;
                // What the gateway that went down had in hand is claimed, until its lease runs out, and nobody has met it by then.
                await HoldOldestAsync(store.Jobs, queue.Name, JobState.Claimed);
                await HoldOldestAsync(store.Jobs, queue.Name, JobState.Pending);
            }
        }
        catch (Exception failed) when (failed is DurabilityException or OperationCanceledException)
        {
            // They are said to be held when they are met.
        }
    }

    private async Task HoldOldestAsync(IJobStore jobs, string queue, JobState state)
    {
        var oldest = (await jobs.ListAsync(new JobQuery(queue, state, Max: 1), _stopping.Token)).Jobs;
        if (oldest is [{ } first] && await jobs.GetAsync(first.Id, _stopping.Token) is { } job && DeferMarks.Has(job.Headers)
            && DeferMarks.Find(job.Headers, DeferMarks.Route) is { } route && !_routes.ContainsKey(route))
            Hold(route);
    }

    private void End(QueueReplayer queue)
    {
        queue.Stop();
        _ending.Add(queue.Ended);
    }

    private void Hold(string route)
    {
        if (_held.Count < 100 && _held.TryAdd(route, 0))
            GatewayLog.DeferredHeld(_core.Log, route);
    }
}
