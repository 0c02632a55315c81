using Perdure.Resilience.Poison;

namespace Perdure.Resilience.Tests.Poison;

/// <summary>
/// Ten instances, each working on several requests at once; some die by themselves now and then, all die of poison; the dead come back after a second. The gateway
/// tries a broken GET once more elsewhere, as it does. Virtual time in ms, from one seed.
/// </summary>
internal sealed class PoisonSimulation
{
    private const int Hosts = 10;
    private const int ServiceMs = 20;
    private const long RestartMs = 1_000;
    private const ulong PoisonFingerprint = ulong.MaxValue;

    private readonly Random _random;
    private readonly PoisonTable _table = new(new PoisonOptions());
    private readonly PriorityQueue<Action, (long, long)> _agenda = new();
    private readonly long[] _deadUntilMs = new long[Hosts];
    private readonly List<Attempt>[] _working = [.. Enumerable.Range(0, Hosts).Select(_ => new List<Attempt>())];
    private readonly double _perMs;
    private readonly double _posts;
    private readonly int _kinds;
    private long _made;
    private long _nowMs = 1_000;
    private ulong _unique = 1_000_000;

    /// <param name="seed">Of everything.</param>
    /// <param name="perSecond">Requests.</param>
    /// <param name="posts">The part that is not tried again.</param>
    /// <param name="kinds">How many different requests are asked again and again, the first ones most; half of the requests are like no other.</param>
    internal PoisonSimulation(int seed, double perSecond, double posts, int kinds)
    {
        _random = new Random(seed);
        (_perMs, _posts, _kinds) = (perSecond / 1000, posts, kinds);
        At(0, Arrive);
    }

    internal int Requests { get; private set; }

    internal int Crashes { get; private set; }

    internal int RefusedInnocent { get; private set; }

    internal int RefusedPoison { get; private set; }

    internal int KilledByPoison { get; private set; }

    /// <summary>So many hosts die by themselves, each after a time of this mean.</summary>
    internal void Ail(int hosts, double meanMs)
    {
        for (var host = 0; host < hosts; host++)
        {
            var one = host;
            At(Exponential(meanMs), () => DieAgain(one, meanMs));
        }
    }

    /// <summary>All hosts die within so many ms.</summary>
    internal void DieTogether(int withinMs)
    {
        for (var host = 0; host < Hosts; host++)
        {
            var one = host;
            At(_random.Next(withinMs + 1), () => Crash(one));
        }
    }

    /// <summary>The poison comes so often.</summary>
    internal void Poison(double meanMs) => At(Exponential(meanMs), () =>
    {
        Send(new Request(PoisonFingerprint, Post: false));
        Poison(meanMs);
    });

    internal void RunUntil(long ms)
    {
        while (_agenda.TryPeek(out _, out var when) && when.Item1 < ms)
        {
            var action = _agenda.Dequeue();
            _nowMs = when.Item1;
            action();
        }
    }

    private void At(long afterMs, Action action) => _agenda.Enqueue(action, (_nowMs + afterMs, _made++));

    private long Exponential(double meanMs) => (long)(-Math.Log(1 - _random.NextDouble()) * meanMs);

    private void Arrive()
    {
        At(Exponential(1 / _perMs), Arrive);
        Requests++;
        var fingerprint = _random.NextDouble() < 0.5 ? _unique++ : (ulong)(_kinds * Math.Pow(_random.NextDouble(), 3));
        Send(new Request(fingerprint, _random.NextDouble() < _posts));
    }

    private void Send(Request request)
    {
        switch (_table.Ask(request.Fingerprint, _nowMs, out _))
        {
            case PoisonVerdict.Refuse when request.Fingerprint == PoisonFingerprint: RefusedPoison++; return;
            case PoisonVerdict.Refuse: RefusedInnocent++; return;
            case PoisonVerdict.OneInstance: request.MaxBroken = 1; break;
        }
        Try(request);
    }

    private void Try(Request request)
    {
        var start = _random.Next(Hosts);
        for (var i = 0; i < Hosts; i++)
        {
            var host = (start + i) % Hosts;
            // Refused connections cost nothing: on to the next.
            if (_deadUntilMs[host] > _nowMs || request.Tried.Contains(host)) continue;
            request.Tried.Add(host);
            var attempt = new Attempt(request, _nowMs);
            _working[host].Add(attempt);
            if (request.Fingerprint == PoisonFingerprint) At(1, () => Kill(host, attempt));
            else At(Exponential(ServiceMs), () => Answer(host, attempt));
            return;
        }
    }

    private void Kill(int host, Attempt attempt)
    {
        if (attempt.Over) return;
        KilledByPoison++;
        Crash(host);
    }

    private void Answer(int host, Attempt attempt)
    {
        if (attempt.Over) return;
        attempt.Over = true;
        _working[host].Remove(attempt);
        _table.OnAnswer(attempt.Request.Fingerprint);
    }

    private void DieAgain(int host, double meanMs)
    {
        if (_deadUntilMs[host] <= _nowMs) Crash(host);
        At(RestartMs + Exponential(meanMs), () => DieAgain(host, meanMs));
    }

    private void Crash(int host)
    {
        Crashes++;
        _deadUntilMs[host] = _nowMs + RestartMs;
        var broken = _working[host].ToList();
        _working[host].Clear();
        foreach (var attempt in broken)
        {
            attempt.Over = true;
            _table.OnCrash(attempt.Request.Fingerprint, $"i{host}", attempt.SentMs, _nowMs);
        }
        foreach (var attempt in broken)
            if (!attempt.Request.Post && attempt.Request.Tried.Count < attempt.Request.MaxBroken)
                At(1 + _random.Next(25), () => Try(attempt.Request));
    }

    private sealed record Request(ulong Fingerprint, bool Post)
    {
        internal int MaxBroken { get; set; } = 2;

        internal List<int> Tried { get; } = [];
    }

    private sealed record Attempt(Request Request, long SentMs)
    {
        internal bool Over { get; set; }
    }
}
