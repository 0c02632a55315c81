using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Perdure.Coordination.Queues;
using Perdure.Coordination.Sessions;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Membership;

/// <summary>
/// Registers this node under its session's lease, again whenever that was lost, and keeps a picture of all nodes, which stays as last known
/// while the store is lost. Thread-safe.
/// </summary>
public sealed class NodeMembership : IAsyncDisposable
{
    /// <summary>The most nodes that are taken in.</summary>
    public const int MaxNodes = 1000;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(1);
    private readonly ICoordinator _coordinator;
    private readonly Session _session;
    private readonly NodeRecord _self;
    private readonly string? _previous;
    private readonly ILogger? _log;
    private readonly Mirror _mirror;
    private readonly Task _loop;
    private volatile Picture _picture = new(MembershipState.Joining, null, []);
    private long _registeredUnder;

    private NodeMembership(ICoordinator coordinator, Session session, NodeRecord self, string? previousIncarnation, ILogger? log)
    {
        CoordinationNames.CheckName(self.Id, "node");
        _coordinator = coordinator;
        _session = session;
        _self = self;
        _previous = previousIncarnation;
        _log = log;
        _session.Changed += OnSession;
        _mirror = Mirror.Start(coordinator, Registration.Root, new MirrorOptions { MaxEntries = MaxNodes, Log = log }, OnMirror);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Begins; returns at once.</summary>
    /// <param name="coordinator">The store.</param>
    /// <param name="session">The session under whose lease the node is registered; not disposed of here.</param>
    /// <param name="self">This node.</param>
    /// <param name="previousIncarnation">
    /// The incarnation of the run before, as this node's data directory has it: what that run left in the store is replaced at once. Null for none.
    /// </param>
    /// <param name="log">Where it tells of handlers that throw and of defects; null for nowhere.</param>
    /// <exception cref="ArgumentException">The id is no name.</exception>
    public static NodeMembership Start(ICoordinator coordinator, Session session, NodeRecord self, string? previousIncarnation, ILogger? log = null) =>
        new(coordinator, session, self, previousIncarnation, log);

    /// <summary>Whether this node is registered.</summary>
    public MembershipState State => _picture.State;

    /// <summary>What is wrong and what to do; null while all is well.</summary>
    public string? Problem => _picture.Problem;

    /// <summary>All nodes, by id; as last known while the store is lost. Holds this node only from when it is registered.</summary>
    public ImmutableArray<NodeRecord> Nodes => _picture.Nodes;

    /// <summary>How many nodes live, as last known, this one always among them.</summary>
    public int LiveNodes => 1 + Nodes.Count(node => node.Id != _self.Id);

    /// <summary>Raised, on a thread of the pool, when anything above has changed. Handlers return fast and do not throw.</summary>
    public event Action? Changed;

    /// <summary>Takes this node out, when the store can be reached; otherwise it goes with its lease.</summary>
    public async ValueTask DisposeAsync()
    {
        _session.Changed -= OnSession;
        _stop.Cancel();
        await _loop;
        await _mirror.DisposeAsync();
        var lease = _registeredUnder;
        if (lease == 0) return;
        using var within = new CancellationTokenSource(LeaveWithin, _coordinator.Clock);
        try
        {
            await Repeat.CommitAsync(_coordinator, Registration.Remove(_self, lease), null, within.Token);
        }
        catch (Exception e) when (e is CoordinationException or OperationCanceledException)
        {
            // It goes with its lease.
        }
    }

    private async Task RunAsync()
    {
        var next = TimeSpan.Zero;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                // Released by what happens to the session and to the key, or else looked at now and then.
                using var late = new CancellationTokenSource(next, _coordinator.Clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
                await _wake.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                if (_stop.IsCancellationRequested) return;
            }
            try
            {
                next = await StepAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (CoordinationException e)
            {
                if (e.Failure == CoordinationFailure.Closed) return;
                // A node that is registered is so until its session says otherwise: one read that fails means nothing.
                if (State != MembershipState.Joined) Become(_picture with { Problem = e.Message });
                next = TryAgain;
            }
            catch (Exception fault)
            {
                _log?.LoopFault("the registration of this node", fault);
                next = LookAgain;
            }
        }
    }

    private async Task<TimeSpan> StepAsync(CancellationToken stop)
    {
        if (!_session.Alive)
        {
            var state = State == MembershipState.Joining ? MembershipState.Joining : MembershipState.Lost;
            Become(_picture with { State = state, Problem = _session.Problem });
            return TryAgain;
        }

        var lease = _session.Lease;
        var found = (await _coordinator.RangeAsync(RangeQuery.Of(Registration.Root + _self.Id), stop)).First;
        switch (Registration.Next(found, _self, _previous, lease))
        {
            case RegistrationStep.Keep:
                _registeredUnder = lease;
                Become(_picture with { State = MembershipState.Joined, Problem = null });
                return LookAgain;
            case RegistrationStep.Taken:
                Become(_picture with { State = MembershipState.IdTaken, Problem = Registration.TakenProblem(found!) });
                return TryAgain;
            default:
                _registeredUnder = lease;
                await _coordinator.CommitAsync(Registration.Write(found, _self, lease), stop);
                // Whether that was done shows when it is looked at again, whatever the answer was.
                return TimeSpan.Zero;
        }
    }

    private void OnSession(SessionChange change) => Wake();

    private void OnMirror(MirrorChange change)
    {
        var nodes = change.Current.Values.Select(MembershipJson.ReadNode).OfType<NodeRecord>().ToImmutableArray();
        if (change.Events.Any(e => e.Entry.Key == Registration.Root + _self.Id)) Wake();
        Become(_picture with { Nodes = nodes }, nodesOnly: true);
    }

    private void Become(Picture picture, bool nodesOnly = false)
    {
        lock (_wake)
        {
            var next = nodesOnly ? _picture with { Nodes = picture.Nodes } : picture with { Nodes = _picture.Nodes };
            if (next.State == _picture.State && next.Problem == _picture.Problem && next.Nodes.AsSpan().SequenceEqual(_picture.Nodes.AsSpan())) return;
            _picture = next;
        }
        foreach (var handler in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                handler();
            }
            catch (Exception fault)
            {
                // Handlers promise not to throw; one that does must not end the registration.
                _log?.HandlerFault("changes of the membership", fault);
            }
        }
    }

    private void Wake()
    {
        lock (_wake)
            if (_wake.CurrentCount == 0) _wake.Release();
    }

    private sealed record Picture(MembershipState State, string? Problem, ImmutableArray<NodeRecord> Nodes);
}
