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
}

/// <summary>An instance that answers as its behaviour says.</summary>
internal sealed class SimulatedInstance(InstanceOptions options)
{
    internal InstanceOptions Options { get; set; } = options;

    internal Behaviour Behaviour { get; set; }

    /// <summary>What an attempt that starts now will come to, and after how many ms.</summary>
    internal (AttemptResult Result, long AfterMs) Answer(Random random, long timeoutMs)
    {
        var serviceMs = 2 + random.Next(8);
        return Behaviour switch
        {
            Behaviour.Crashed => (AttemptResult.ConnectFailed, 0),
            Behaviour.Hung => (AttemptResult.TimedOut, timeoutMs),
            Behaviour.BrownOut when random.NextDouble() < 0.3 => (AttemptResult.Failure, 1),
            Behaviour.Slow => (AttemptResult.Success, serviceMs * 20),
            Behaviour.Resetting when random.NextDouble() < 0.5 => (AttemptResult.Reset, serviceMs),
            _ => (AttemptResult.Success, serviceMs),
        };
    }
}
