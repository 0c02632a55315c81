using System.Globalization;
using Perdure.Coordination.Elections;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Simulation;

/// <summary>
/// Several processes campaign by the real <see cref="Leadership"/> while everything goes wrong, then nothing does any more. Its invariants
/// are checked after each event.
/// </summary>
internal sealed class ElectionStory
{
    private const string Election = "jobs";
    private const long FaultsEndUs = 40_000_000;
    private readonly SimWorld _world;
    private readonly SimStore _store;
    private readonly TimeSpan _ttl;
    private readonly bool _etcdDefects;
    private readonly List<Runner> _runners = [];
    private readonly List<(long Token, Compare Guard)> _claims = [];
    private SimViolationException? _violation;
    private long _lastAccepted;
    private long _checkedRevision;
    private long? _first;

    private ElectionStory(int seed, bool etcdDefects)
    {
        _world = new SimWorld(seed);
        _store = new SimStore(_world);
        _ttl = TimeSpan.FromSeconds(_world.Random.Next(2, 6));
        _etcdDefects = etcdDefects;
        _world.Check = Check;
    }

    public SimFaults Faults { get; } = new();

    public int Terms => _claims.Count;

    public static ElectionStory Run(int seed, bool etcdDefects = false, Action<SimFaults>? sabotage = null)
    {
        var story = new ElectionStory(seed, etcdDefects);
        try
        {
            story.Play(sabotage);
        }
        catch (Exception e) when (e is not SimViolationException)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
        }
        return story;
    }

    private void Play(Action<SimFaults>? sabotage)
    {
        Faults.Draw(_world.Random, _etcdDefects);
        sabotage?.Invoke(Faults);
        var count = _world.Random.Next(2, 6);
        for (var i = 0; i < count; i++)
        {
            _runners.Add(new Runner($"c{i}"));
            StartProcess(_runners[i]);
        }
        SimTrouble.Begin(_world, _store, Faults, FaultsEndUs, (long)_ttl.TotalMicroseconds, () =>
        {
            var runner = _runners[_world.Random.Next(_runners.Count)];
            return (runner.Process!, () => Restart(runner), () => CampaignAnew(runner));
        });

        _world.RunTo(FaultsEndUs);
        Faults.Stop();
        // What is under way may still be late; old leases end, names become free, and then somebody leads for good.
        var boundUs = FaultsEndUs + Faults.LateUs + (long)(4 * _ttl.TotalMicroseconds) + 15_000_000;
        Require(_world.RunUntil(() => _runners.Count(r => r.Leads) == 1, boundUs), $"no leader within {boundUs - FaultsEndUs} us after the last fault", safety: false);
        var settled = _world.NowUs + 16_000_000;
        _world.RunTo(settled);
        var leader = _runners.SingleOrDefault(r => r.Leads);
        Require(leader is not null, "nobody leads in quiet times", safety: false);
        var token = leader!.Leadership!.Term!.Token;
        _world.RunTo(settled + 10_000_000);
        Require(leader.Leads && leader.Leadership.Term!.Token == token, "the leader changed in quiet times", safety: false);

        foreach (var runner in _runners) Stop(runner);
        var gone = _world.RunUntil(() => !_store.Keys.Any(e => e.Key != "data") && _store.Leases == 0, _world.NowUs + 2_000_000 + (long)_ttl.TotalMicroseconds);
        Require(gone, $"something stayed behind: {_store}, {_store.Leases} leases", safety: false);
    }

    private void StartProcess(Runner runner)
    {
        var process = new SimProcess(_world, runner.Name, 0.96 + 0.08 * _world.Random.NextDouble());
        var coordinator = new SimCoordinator(process, _store, Faults);
        runner.Process = process;
        runner.Coordinator = coordinator;
        runner.Leadership = null;
        process.Do(() => StartLeadership(runner));
        WriteAlways(runner, process);
    }

    private void StartLeadership(Runner runner)
    {
        var leadership = Leadership.Start(runner.Coordinator!, new LeadershipOptions
        {
            Election = Election, Candidate = runner.Name, Ttl = _ttl, Seed = (ulong)_world.Random.NextInt64(),
        });
        leadership.Won += term =>
        {
            Require(_claims.Count == 0 || _claims[^1].Token < term.Token, $"{runner.Name} leads with {term.Token} after {(_claims.Count == 0 ? 0 : _claims[^1].Token)}");
            _claims.Add((term.Token, term.Guard));
        };
        runner.Leadership = leadership;
    }

    private static void Stop(Runner runner) => runner.Process!.Do(() => _ = runner.Leadership?.DisposeAsync().AsTask());

    /// <summary>Writes as leader now and then, also long after the term has ended, as one does who looked at the clock before a pause.</summary>
    private void WriteAlways(Runner runner, SimProcess process) => _world.After(_world.Between(100_000, 600_000), process, () =>
    {
        if (runner.Leadership?.Term is { } term)
        {
            var write = new Transaction { When = [term.Guard], Then = [Operation.Put("data", Bytes(term.Token))] };
            _ = SendAsync(runner.Coordinator!, write);
        }
        if (_world.NowUs < FaultsEndUs + 30_000_000) WriteAlways(runner, process);
    });

    private static async Task SendAsync(SimCoordinator coordinator, Transaction write)
    {
        try
        {
            await coordinator.CommitAsync(write, CancellationToken.None);
        }
        catch (CoordinationException)
        {
            // Whether it was done shows in the store.
        }
    }

    private static byte[] Bytes(long token) => System.Text.Encoding.ASCII.GetBytes(token.ToString(CultureInfo.InvariantCulture));

    private void Restart(Runner runner)
    {
        runner.Process!.Kill();
        StartProcess(runner);
    }

    private void CampaignAnew(Runner runner) => runner.Process!.Do(() =>
    {
        _ = runner.Leadership?.DisposeAsync().AsTask();
        StartLeadership(runner);
    });

    private void Check()
    {
        // Thrown within the code under test, which may have caught it.
        if (_violation is not null) throw _violation;
        if (_checkedRevision != _store.Revision)
        {
            _checkedRevision = _store.Revision;
            _first = _store.First($"elections/{Election}/")?.CreateRevision;
            CheckWrites();
        }
        Runner? believer = null;
        foreach (var runner in _runners)
        {
            if (!runner.Leads) continue;
            Require(believer is null, $"{believer?.Name} and {runner.Name} both believe to lead");
            believer = runner;
            var token = runner.Leadership!.Term!.Token;
            Require(_first == token, $"{runner.Name} believes to lead with {token}, but the first of the queue is {_first}");
        }
    }

    private void CheckWrites()
    {
        var accepted = 0;
        for (var i = Math.Max(0, _claims.Count - 8); i < _claims.Count; i++)
            if (_store.Find(_claims[i].Guard.Key)?.CreateRevision == _claims[i].Token) accepted++;
        Require(accepted <= 1, "the tokens of two leaders are both accepted");

        if (_store.Find("data") is { } data)
        {
            var written = long.Parse(System.Text.Encoding.ASCII.GetString(data.Value.Span), CultureInfo.InvariantCulture);
            Require(written >= _lastAccepted, $"a write of {written} was accepted after one of {_lastAccepted}");
            _lastAccepted = written;
        }
    }

    private void Require(bool holds, string what, bool safety = true)
    {
        if (!holds) throw _violation = new SimViolationException(safety, $"seed {_world.Seed}, at {_world.NowUs / 1e6:0.000} s: {what} [{_store}]");
    }

    private sealed class Runner(string name)
    {
        public string Name => name;

        public SimProcess? Process { get; set; }

        public SimCoordinator? Coordinator { get; set; }

        public Leadership? Leadership { get; set; }

        public bool Leads => Process is { Dead: false } && Leadership is { IsLeader: true };
    }
}
