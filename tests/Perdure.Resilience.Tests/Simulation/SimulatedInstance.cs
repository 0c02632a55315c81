using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Simulation;

/// <summary>How a simulated instance behaves at the moment.</summary>
internal enum Behaviour
{
    Good,
    Crashed,
    Hung,
    BrownOut,
    Slow,
    Resetting,
    Failing,
}

/// <summary>An instance that answers as its behaviour says.</summary>
internal sealed class SimulatedInstance(InstanceOptions options, int workers = 0)
{
    private readonly long[] _freeAtMs = new long[workers];

    internal InstanceOptions Options { get; set; } = options;

    internal Behaviour Behaviour { get; set; }

    /// <summary>So many of the next answers take 50 to 100 ms longer, as those of a process that has just started.</summary>
    internal int ColdAnswers { get; set; }

    /// <summary>What an attempt that starts now will come to, and after how many ms.</summary>
    internal (AttemptResult Result, long AfterMs) Answer(Random random, long timeoutMs, long nowMs = 0) => Behaviour switch
    {
        Behaviour.Crashed => (AttemptResult.ConnectFailed, 0),
        Behaviour.Hung => (AttemptResult.TimedOut, timeoutMs),
        Behaviour.Failing => (AttemptResult.Failure, 1),
        Behaviour.BrownOut when random.NextDouble() < 0.3 => (AttemptResult.Failure, 1),
        Behaviour.Resetting when random.NextDouble() < 0.5 => (AttemptResult.Reset, ServiceMs(random, nowMs)),
        _ => ServiceMs(random, nowMs) is var ms && ms > timeoutMs ? (AttemptResult.TimedOut, timeoutMs) : (AttemptResult.Success, ms),
    };

    private long ServiceMs(Random random, long nowMs)
    {
        var ms = workers == 0 ? 2 + random.Next(8) : (long)Math.Round(20 * Math.Min(5, -Math.Log(1 - random.NextDouble())));
        if (Behaviour == Behaviour.Slow) ms *= 20;
        if (ColdAnswers > 0)
        {
            ColdAnswers--;
            ms += 50 + random.Next(50);
        }
        if (workers == 0) return ms;
        var first = Array.IndexOf(_freeAtMs, _freeAtMs.Min());
        _freeAtMs[first] = Math.Max(_freeAtMs[first], nowMs) + ms;
        return _freeAtMs[first] - nowMs;
    }
}
