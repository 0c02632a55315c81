namespace Perdure.Coordination.Tests.Simulation;

/// <summary>
/// Runs the real asynchronous code of several processes on one thread in virtual time: everything that happens is an event in one queue,
/// ordered by time and then by when it was added, so a seed gives the same story each time.
/// </summary>
internal sealed class SimWorld(int seed)
{
    private readonly PriorityQueue<(SimProcess? Process, Action Run), (long AtUs, long Order)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile string? _escaped;
    private long _order;

    public int Seed => seed;

    public Random Random { get; } = new(seed);

    public long NowUs { get; private set; }

    /// <summary>Called after each event.</summary>
    public Action? Check { get; set; }

    public bool Chance(double probability) => probability > 0 && Random.NextDouble() < probability;

    public long Between(long fromUs, long toUs) => Random.NextInt64(fromUs, toUs + 1);

    public void At(long atUs, SimProcess? process, Action run)
    {
        if (Environment.CurrentManagedThreadId != _thread) _escaped ??= Environment.StackTrace;
        if (_escaped is null) _events.Enqueue((process, run), (Math.Max(atUs, NowUs), _order++));
    }

    public void After(long us, SimProcess? process, Action run) => At(NowUs + us, process, run);

    /// <summary>Runs up to a moment.</summary>
    public void RunTo(long untilUs)
    {
        var before = SynchronizationContext.Current;
        try
        {
            while (_events.TryPeek(out var next, out var when) && when.AtUs <= untilUs)
            {
                _events.Dequeue();
                NowUs = when.AtUs;
                if (next.Process is { Dead: true }) continue;
                if (next.Process is { } process && process.PausedUntilUs > NowUs)
                {
                    // Keeps its place among what else waits for the end of the pause.
                    _events.Enqueue(next, (process.PausedUntilUs, when.Order));
                    continue;
                }
                SynchronizationContext.SetSynchronizationContext(next.Process);
                next.Run();
                if (_escaped is not null) throw new InvalidOperationException("something went on outside of the simulation's thread: " + _escaped);
                Check?.Invoke();
            }
            NowUs = untilUs;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs until a condition holds; false when it doesn't up to a moment.</summary>
    public bool RunUntil(Func<bool> condition, long untilUs)
    {
        while (!condition())
        {
            if (NowUs >= untilUs) return false;
            RunTo(Math.Min(untilUs, NowUs + 50_000));
        }
        return true;
    }
}
