using Perdure.Coordination.Locks;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Simulation;

/// <summary>Several processes take turns at one lock by the calls that services make, while everything goes wrong.</summary>
internal sealed class LockStory
{
    private const string Name = "printer";
    private const long FaultsEndUs = 40_000_000;
    private readonly SimWorld _world;
    private readonly SimStore _store;
    private readonly SimFaults _faults = new();
    private readonly TimeSpan _ttl;
    private readonly List<User> _users = [];
    private bool _ending;
    private long _lastToken;
    private Exception? _fault;

    private LockStory(int seed)
    {
        _world = new SimWorld(seed);
        _store = new SimStore(_world);
        _ttl = TimeSpan.FromSeconds(_world.Random.Next(2, 6));
        _world.Check = Check;
    }

    /// <summary>How often the lock was held.</summary>
    public int Turns { get; private set; }

    public static LockStory Run(int seed, bool etcdDefects)
    {
        var story = new LockStory(seed);
        story._faults.Draw(story._world.Random, etcdDefects);
        story.Play();
        return story;
    }

    private void Play()
    {
        var count = _world.Random.Next(2, 6);
        for (var i = 0; i < count; i++)
        {
            _users.Add(new User($"u{i}"));
            Start(_users[i]);
        }
        SimTrouble.Begin(_world, _store, _faults, FaultsEndUs, (long)_ttl.TotalMicroseconds, () =>
        {
            var user = _users[_world.Random.Next(_users.Count)];
            void Restart()
            {
                user.Process!.Kill();
                Start(user);
            }
            return (user.Process!, Restart, () => { });
        });

        _world.RunTo(FaultsEndUs);
        _faults.Stop();
        _world.RunTo(FaultsEndUs + _faults.LateUs + 4 * (long)_ttl.TotalMicroseconds + 15_000_000);
        var turns = Turns;
        var grew = _world.RunUntil(() => Turns >= turns + 2 * count, _world.NowUs + 60_000_000);
        Require(grew, $"only {Turns - turns} turns in a quiet minute");
        _ending = true;
        var gone = _world.RunUntil(() => !_store.Keys.Any() && _store.Leases == 0, _world.NowUs + 60_000_000);
        Require(gone, $"something stayed behind: {_store.Leases} leases");
    }

    private void Start(User user)
    {
        var process = new SimProcess(_world, user.Name, 0.96 + 0.08 * _world.Random.NextDouble());
        user.Process = process;
        user.Deadline = 0;
        process.Do(() => _ = UseAsync(user, process, new Coordination.Locks.Locks(new SimCoordinator(process, _store, _faults))));
    }

    private async Task UseAsync(User user, SimProcess process, Coordination.Locks.Locks locks)
    {
        while (!_ending)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(_world.Between(1, 800)), process.Clock);
                var standing = await locks.AcquireAsync(Name, user.Name, _ttl, TimeSpan.FromSeconds(_world.Random.Next(3)), CancellationToken.None);
                for (var patience = 5; patience > 0 && !standing.Held && !standing.Gone; patience--)
                    standing = await locks.WaitAsync(Name, standing.Lease, TimeSpan.FromSeconds(_world.Random.Next(1, 8)), CancellationToken.None);
                if (standing.Held) await HoldAsync(user, process, locks, standing);
                await locks.ReleaseAsync(Name, standing.Lease, CancellationToken.None);
            }
            catch (CoordinationException)
            {
                // What is left behind ends with its lease.
            }
            catch (Exception e)
            {
                _fault ??= e;
                return;
            }
            finally
            {
                user.Deadline = 0;
            }
        }
    }

    private async Task HoldAsync(User user, SimProcess process, Coordination.Locks.Locks locks, LockStanding standing)
    {
        var until = process.Clock.GetTimestamp() + _world.Between(1_000, 6_000_000);
        if (process.Clock.GetTimestamp() < standing.DeadlineTimestamp)
        {
            Require(standing.Token > _lastToken, $"{user.Name} holds with {standing.Token} after {_lastToken}");
            _lastToken = standing.Token;
            Turns++;
        }
        while (standing.Held && process.Clock.GetTimestamp() is var now && now < until && now < standing.DeadlineTimestamp)
        {
            user.Token = standing.Token;
            user.Deadline = standing.DeadlineTimestamp;
            await Task.Delay(TimeSpan.FromMicroseconds(Math.Min(until - now, standing.Ttl.TotalMicroseconds / 3)), process.Clock);
            standing = await locks.RenewAsync(Name, standing.Lease, CancellationToken.None);
        }
        user.Deadline = 0;
    }

    private void Check()
    {
        if (_fault is not null) throw new InvalidOperationException($"seed {_world.Seed}: {_fault.Message}", _fault);
        User? holder = null;
        foreach (var user in _users)
        {
            if (user.Process is not { Dead: false } process || process.Clock.GetTimestamp() >= user.Deadline) continue;
            Require(holder is null, $"{holder?.Name} and {user.Name} both believe to hold the lock");
            holder = user;
            var first = _store.First($"locks/{Name}/")?.CreateRevision;
            Require(first == user.Token, $"{user.Name} believes to hold with {user.Token}, but the first of the queue is {first}");
        }
    }

    private void Require(bool holds, string what)
    {
        if (!holds) throw new SimViolationException(safety: true, $"seed {_world.Seed}, at {_world.NowUs / 1e6:0.000} s: {what} [{_store}]");
    }

    private sealed class User(string name)
    {
        public string Name => name;

        public SimProcess? Process { get; set; }

        public long Token { get; set; }

        public long Deadline { get; set; }
    }
}
