using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Perdure.Console.Nodes;
using Perdure.Coordination.Elections;
using Perdure.Coordination.Locks;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Peers;
using Perdure.Coordination.Sessions;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Time;
using Perdure.Gateway.Limits;
using Perdure.Model;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// What a node agrees on with others, from its start to its end: the store, what is shared, and once the node serves, its registration. None
/// of it is waited for: the data plane goes on without.
/// </summary>
internal sealed class NodeCoordination : ICoordinationView, IAsyncDisposable
{
    private const string RolloutElection = "perdure.rollout";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly SystemModel _own;
    private readonly DataDirectory _data;
    private readonly Incarnation _incarnation = new();
    private readonly TimeProvider _time;
    private readonly ulong _seed;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _registering = new(1, 1);
    private Session? _session;
    private NodeRecord? _self;
    private volatile NodeMembership? _membership;
    private Leadership? _rolloutLeadership;
    private RolloutConductor? _conductor;
    private PeerExchange? _peers;
    private bool _stopped;

    private NodeCoordination(
        SystemModel own, DataDirectory data, ICoordinator coordinator, SharedState shared, ulong seed, TimeProvider time, ILogger log)
    {
        (_own, _data, Coordinator, Shared, _seed, _time, _log) = (own, data, coordinator, shared, seed, time, log);
        Elections = new Elections(coordinator);
        Locks = new Locks(coordinator);
        Members = new ServiceMembers(coordinator);
    }

    /// <summary>The store.</summary>
    public ICoordinator Coordinator { get; }

    /// <summary>What operators have said and all nodes follow.</summary>
    public SharedState Shared { get; }

    /// <inheritdoc/>
    public string Node => _own.Node.Id;

    /// <inheritdoc/>
    public StoreStatus Store => Coordinator.Status;

    /// <inheritdoc/>
    public Elections Elections { get; }

    /// <inheritdoc/>
    public Locks Locks { get; }

    /// <inheritdoc/>
    public ServiceMembers Members { get; }

    /// <inheritdoc/>
    public ImmutableArray<NodeRecord> Nodes => _membership?.Nodes ?? [];

    /// <summary>How the registration stands; null before the node serves.</summary>
    public NodeMembership? Membership => _membership;

    /// <summary>
    /// The lease under which this node says how it fares; 0 while it is not registered, because then what it said could pass for what another
    /// node with the same id says.
    /// </summary>
    public long ReportLease => _membership is { State: MembershipState.Joined } ? _session?.Lease ?? 0 : 0;

    /// <summary>This run of the node.</summary>
    public string RunId => _incarnation.Current;

    /// <summary>Why the node keeps nothing on disk; null when it does.</summary>
    public string? DiskProblem => _data.Problem;

    /// <summary>Opens the store and what was last known of it. Does not wait for it.</summary>
    /// <exception cref="Commands.CommandException">The store can never work as the system file has it, or another node has its file.</exception>
    public static NodeCoordination Open(
        SystemModel own, DataDirectory data, bool takeOver, ulong seed, TimeProvider time, ILoggerFactory loggers)
    {
        var log = loggers.CreateLogger("Perdure.Coordination");
        var coordinator = Coordinators.Create(own, data.Path, takeOver, seed, log);
        var shared = SharedState.Start(coordinator, new SharedStateOptions
        {
            SnapshotFile = Path.Combine(data.Path ?? own.Node.DataDirectory, "shared.json"),
            Node = own.Node.Id,
            Clock = time,
            Log = log,
        });
        return new NodeCoordination(own, data, coordinator, shared, seed, time, loggers.CreateLogger("Perdure"));
    }

    /// <summary>Waits until the shared state is that of the store, or <paramref name="limit"/> is over: then it is what was last known.</summary>
    public async Task KnowAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await Shared.FirstAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _log.StoreNotKnownYet(Coordinator.Status.Problem ?? "it has not answered yet");
        }
    }

    /// <summary>Registers the node among the others, now that it serves.</summary>
    /// <param name="admin">Where its admin API is bound.</param>
    public void Join(IPEndPoint admin)
    {
        _self = new NodeRecord
        {
            Id = Node,
            Zone = _own.Node.Zone,
            Region = _own.Node.Region,
            Version = ProductVersion.Text,
            Admin = PeerAddress.Of(admin, _own.Node.Address),
            Peers = _peers?.Address,
            Incarnation = _incarnation.Current,
            StartedAt = _time.GetUtcNow(),
        };
        _session = Session.Start(Coordinator, new SessionOptions { Ttl = _own.Coordination.Ttl, Seed = _seed, Log = _log });
        _membership = NodeMembership.Start(Coordinator, _session, _self, _incarnation.Begin(_data.Path), _log);
        _membership.Changed += OnMembership;
        _rolloutLeadership = Leadership.Start(Coordinator, new LeadershipOptions
        {
            Election = RolloutElection,
            Candidate = $"{Node}/{_incarnation.Current}",
            Ttl = _own.Coordination.Ttl,
            Seed = _seed,
            Log = _log,
        });
        _conductor = RolloutConductor.Start(
            Coordinator,
            Shared,
            () => _rolloutLeadership.IsLeader,
            () => [.. Nodes.Select(node => new RolloutNode(node.Id, node.Zone))]);
    }

    /// <summary>
    /// Begins to exchange counts with the other nodes, if the plan in force has a limit that they keep together and there can be others. Once
    /// begun, asking again does nothing.
    /// </summary>
    /// <exception cref="IOException">The address of the peers cannot be bound.</exception>
    public async Task ExchangeAsync(ClusterLimits limits, CancellationToken cancellationToken)
    {
        if (_own.Coordination.Engine != CoordinationEngine.Etcd || !limits.Needed)
            return;
        await _registering.WaitAsync(cancellationToken);
        try
        {
            if (_peers is not null || _stopped)
                return;
            _peers = await PeerExchange.StartAsync(
                Coordinator, PeerOptions(), new ClusterCounts(limits), bound => PeerAddress.OfPeers(bound, _own), () => _membership, cancellationToken);
            if (_membership is not { } before || _self is null)
                return;

            // Registered before anybody needed to reach it: it says so now.
            _self = _self with { Peers = _peers.Address };
            await before.DisposeAsync();
            _membership = NodeMembership.Start(Coordinator, _session!, _self, _incarnation.Current, _log);
            _membership.Changed += OnMembership;
        }
        finally
        {
            _registering.Release();
        }
    }

    /// <summary>The session that the node's own short-lived keys hang on; null before it serves.</summary>
    public Session? Session => _session;

    /// <summary>Stops conducting roll-outs: another node does from now on. The node stays registered while it drains.</summary>
    public async Task StepDownAsync()
    {
        if (_conductor is not null)
            await WithinAsync(_conductor.DisposeAsync());
        if (_rolloutLeadership is not null)
            await WithinAsync(_rolloutLeadership.DisposeAsync());
    }

    /// <summary>Takes the node out, so that the others need not wait for its lease, and closes the store; bounded, whatever the store does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await WithinAsync(LeaveAsync());
        await WithinAsync(CloseAsync());
        _data.Dispose();
    }

    private async ValueTask LeaveAsync()
    {
        if (_membership is not null)
            await _membership.DisposeAsync();
        if (_session is not null)
            await _session.DisposeAsync();
    }

    private async ValueTask CloseAsync()
    {
        if (_peers is not null)
            await _peers.DisposeAsync();
        await Shared.DisposeAsync();
        await Coordinator.DisposeAsync();
    }

    private async Task WithinAsync(ValueTask work)
    {
        try
        {
            await work.AsTask().WaitAsync(StopTimeout, _time);
        }
        catch (TimeoutException)
        {
            // The leases end by themselves; the node does not wait for a store that does not answer.
            _log.StoreNotTold();
        }
        catch (CoordinationException)
        {
            _log.StoreNotTold();
        }
    }

    private PeerOptions PeerOptions() => new()
    {
        Node = Node,
        Incarnation = _incarnation.Current,
        Address = _own.Coordination.Peers.Address,
        CertificatePath = _own.Coordination.CertificatePath,
        KeyPath = _own.Coordination.KeyPath,
        CaPath = _own.Coordination.CaPath,
        Clock = BootClock.Instance,
        Log = _log,
    };

    private void OnMembership()
    {
        if (_membership?.Problem is { } problem)
            _log.MembershipProblem(problem);
    }
}
