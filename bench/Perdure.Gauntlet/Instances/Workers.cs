namespace Perdure.Gauntlet.Instances;

/// <summary>
/// The fixed number of workers of an instance, with an unbounded first-come queue in front, as in most servers. The queue
/// takes abandoned requests along: a server learns late, or never, that its client has given up.
/// </summary>
public sealed class Workers(InstanceOptions options, InstanceFaults faults, TimeProvider time) : IDisposable
{
    private const double LongestOverMean = 5;
    private readonly SemaphoreSlim _free = new(options.Workers);
    private readonly Lock _lock = new();
    private readonly Random _random = new((int)(options.Seed * 31 + (ulong)options.Number));

    /// <summary>Waits for a worker, says so, and works.</summary>
    public async Task WorkAsync(Action started)
    {
        await _free.WaitAsync();
        try
        {
            started();
            var ms = Math.Min(LongestOverMean, -Math.Log(1 - Chance())) * options.ServiceMs * faults.Slow;
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
}
