using Perdure.Coordination.Sessions;
using Perdure.Coordination.Tests.Simulation;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Sessions;

public sealed class SessionTests
{
    private static readonly SessionOptions Options = new() { Ttl = TimeSpan.FromSeconds(5) };
    private readonly SimWorld _world = new(1);
    private readonly SimStore _store;
    private readonly SimFaults _faults = new();
    private readonly SimProcess _process;
    private readonly List<SessionChange> _changes = [];
    private Session? _session;

    public SessionTests()
    {
        _store = new SimStore(_world);
        _process = new SimProcess(_world, "p", 1);
        Expire();
        _process.Do(() =>
        {
            _session = Session.Start(new SimCoordinator(_process, _store, _faults), Options);
            _session.Changed += _changes.Add;
        });
    }

    private Session Session => _session!;

    [Fact]
    public void Session_of_a_store_that_answers_gains_a_lease_and_keeps_it()
    {
        RunSeconds(1);
        var lease = Session.Lease;
        RunSeconds(60);

        Assert.True(Session.Alive);
        Assert.Equal(lease, Session.Lease);
        Assert.Equal([new SessionChange(true, lease, "")], _changes);
        Assert.Equal(1, _store.Leases);
    }

    [Fact]
    public void Session_whose_handler_throws_keeps_its_lease_tells_the_others_and_logs_it()
    {
        var log = new CapturedLog();
        var (told, session) = (0, (Session?)null);
        _process.Do(() =>
        {
            session = Session.Start(new SimCoordinator(_process, _store, _faults), Options with { Log = log });
            session.Changed += _ => throw new InvalidOperationException("a handler's fault");
            session.Changed += _ => told++;
        });
        RunSeconds(60);

        Assert.True(session!.Alive);
        Assert.Equal(1, told);
        Assert.NotNull(log.TextOf("handler-fault"));
    }

    [Fact]
    public void Session_paused_longer_than_its_lease_is_not_alive_before_anything_else_has_run()
    {
        RunSeconds(1);
        _process.Pause(20_000_000);
        RunSeconds(6);

        Assert.False(Session.Alive);
        Assert.Single(_changes);
        RunSeconds(20);
        Assert.Equal([true, false, true], _changes.Select(c => c.Gained));
        Assert.NotEqual(_changes[0].Lease, _changes[2].Lease);
    }

    [Fact]
    public void Session_whose_lease_the_store_ended_loses_it_then_gains_another()
    {
        RunSeconds(1);
        var lease = Session.Lease;
        _store.Revoke(lease);
        RunSeconds(5);

        Assert.True(Session.Alive);
        Assert.Equal([true, false, true], _changes.Select(c => c.Gained));
        Assert.Equal(lease, _changes[1].Lease);
        Assert.NotEqual(lease, Session.Lease);
    }

    [Fact]
    public void Session_during_an_outage_is_lost_by_its_own_clock_and_gains_the_same_lease_when_it_lived_on()
    {
        RunSeconds(1);
        var lease = Session.Lease;
        _store.Down = true;
        RunSeconds(5);
        Assert.False(Session.Alive);
        Assert.NotNull(Session.Problem);
        RunSeconds(30);
        _store.Down = false;
        _store.ChangeLeader();
        RunSeconds(5);

        Assert.True(Session.Alive);
        Assert.Null(Session.Problem);
        Assert.Equal([(true, lease), (false, lease), (true, lease)], _changes.Select(c => (c.Gained, c.Lease)));
    }

    [Fact]
    public void Session_whose_wall_clock_jumps_notices_nothing()
    {
        RunSeconds(1);
        foreach (var hours in (int[])[24, -48, 1000])
        {
            _process.Clock.WallStep += TimeSpan.FromHours(hours);
            RunSeconds(7);
        }

        Assert.True(Session.Alive);
        Assert.Single(_changes);
    }

    [Fact]
    public void Session_that_ends_ends_its_lease()
    {
        RunSeconds(1);
        _process.Do(() => _ = Session.DisposeAsync().AsTask());
        RunSeconds(1);

        Assert.False(Session.Alive);
        Assert.Equal(0, Session.Lease);
        Assert.Equal(0, _store.Leases);
        Assert.Equal([true, false], _changes.Select(c => c.Gained));
    }

    [Fact]
    public void Session_whose_handler_throws_keeps_its_lease()
    {
        RunSeconds(1);
        Session.Changed += _ => throw new InvalidOperationException("a handler's fault");
        _store.Revoke(Session.Lease);
        RunSeconds(30);

        Assert.True(Session.Alive);
    }

    [Fact]
    public void Session_under_loss_delay_and_pauses_is_alive_only_while_the_store_has_its_lease()
    {
        for (var seed = 1; seed <= SimSize.Stories(100); seed++) Story(seed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(301)]
    public void Session_of_a_time_to_live_out_of_range_is_refused(int seconds)
    {
        var coordinator = new SimCoordinator(_process, _store, _faults);
        Assert.Throws<ArgumentException>(() => Session.Start(coordinator, new SessionOptions { Ttl = TimeSpan.FromSeconds(seconds) }));
    }

    private static void Story(int seed)
    {
        var world = new SimWorld(seed);
        var store = new SimStore(world);
        var faults = new SimFaults();
        faults.Draw(world.Random, etcdDefects: false);
        var ttl = TimeSpan.FromSeconds(world.Random.Next(2, 8));
        var sessions = new List<(SimProcess Process, Session Session)>();
        void Start()
        {
            var process = new SimProcess(world, "p", 0.96 + 0.08 * world.Random.NextDouble());
            process.Do(() => sessions.Add((process, Session.Start(new SimCoordinator(process, store, faults), new SessionOptions { Ttl = ttl, Seed = (ulong)seed }))));
        }
        Start();
        Start();
        world.Check = () =>
        {
            foreach (var (_, session) in sessions)
                if (session.Alive && !store.HasLease(session.Lease)) throw new SimViolationException(true, $"seed {seed}, at {world.NowUs / 1e6:0.000} s: alive without a lease");
        };
        world.RunTo(10_000);
        SimTrouble.Begin(world, store, faults, 60_000_000, (long)ttl.TotalMicroseconds, () => (sessions[world.Random.Next(2)].Process, () => { }, () => { }));
        world.RunTo(60_000_000);
        faults.Stop();
        Assert.True(
            world.RunUntil(() => sessions.All(s => s.Session.Alive), world.NowUs + 3 * (long)ttl.TotalMicroseconds + 10_000_000),
            $"seed {seed}: no lease after the faults had stopped");
    }

    private void Expire() => _world.After(100_000, null, () =>
    {
        _store.Expire();
        Expire();
    });

    private void RunSeconds(int seconds) => _world.RunTo(_world.NowUs + seconds * 1_000_000L);
}
