namespace Perdure.Gauntlet.Instances;

/// <summary>
/// The fixed number of workers of an instance, with an unbounded first-come queue in front, as in most servers. The queue
/// takes abandoned requests along: a server learns late, or never, that its client has given up.
/// </summary>
public sealed class Workers(InstanceOptions options, InstanceFaults faults, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Shape.Workers);
    private readonly Lock _lock = new();
    private readonly Random _random = new(SeedOf(options));
    private readonly ServiceTimes _times = new(options.Shape, new Random(SeedOf(options) + 1));

    /// <summary>Waits for a worker, says so, and works.</summary>
    /// <param name="started">Called when a worker has taken it.</param>
    /// <param name="fixedMs">How long the work takes in ms; 0: as long as is drawn.</param>
    public async Task WorkAsync(Action started, int fixedMs)
    {
        await _free.WaitAsync();
        try
        {
            started();
            var ms = (fixedMs > 0 ? fixedMs : NextMs()) * faults.Slow;
            await Task.Delay(TimeSpan.FromMilliseconds(ms), time);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>A number in [0, 1).</summary>
    public double Chance()
    {
        lock (_lock) return _random.NextDouble();
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private static int SeedOf(InstanceOptions options) => (int)(options.Seed * 31 + (ulong)options.Number);

    private double NextMs()
    {
        lock (_lock) return _times.NextMs();
    }
}
