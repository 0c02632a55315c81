using Perdure.Client.Transport;

namespace Perdure.Client.Queues;

/// <summary>How a worker works.</summary>
public sealed record QueueWorkOptions
{
    private const int ConcurrencyMax = 1000;
    private static readonly TimeSpan LeaseMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaseMax = TimeSpan.FromHours(24);
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan GraceMax = TimeSpan.FromHours(1);

    /// <summary>How many jobs are in hand at a time, over all nodes, 1 to 1,000. Default: 1.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// How long a node waits for a worker that died before another gets its jobs, 1 s to 24 h; renewed each third of it while a job is done.
    /// Shorter finds a dead worker sooner; longer forgives longer pauses of the process and restarts of the node. Default: 30 s.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request for jobs waits at a node, 100 ms to 60 s. Default: 20 s.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long jobs in hand may still take when the worker is stopped; then their tokens are cancelled. Default: 10 s; 0 to 1 h.
    /// </summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Who works, for people to read. Default: null, made of the machine and the process.</summary>
    public string? Worker { get; init; }

    /// <summary>
    /// Is told what happens, for logs and counts; called on the worker's threads, also at the same time. What it throws is ignored.
    /// Default: null, nobody.
    /// </summary>
    public Action<QueueWorkEvent>? Observe { get; init; }

    /// <summary>Options within their bounds.</summary>
    /// <exception cref="ArgumentException">One is out of them.</exception>
    internal QueueWorkOptions Checked()
    {
        if (Concurrency is < 1 or > ConcurrencyMax)
            throw new ArgumentException($"{nameof(Concurrency)} must be 1 to {ConcurrencyMax}, not {Concurrency}.");
        Check(nameof(Lease), Lease, LeaseMin, LeaseMax);
        Check(nameof(Wait), Wait, WaitMin, WaitMax);
        Check(nameof(StopGrace), StopGrace, TimeSpan.Zero, GraceMax);
        return this;
    }

    private static void Check(string name, TimeSpan value, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            throw new ArgumentException($"{name} must be {DurationText.Of(min)} to {DurationText.Of(max)}, not {DurationText.Of(value)}.");
    }
}
