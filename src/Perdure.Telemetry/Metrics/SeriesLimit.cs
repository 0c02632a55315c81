namespace Perdure.Telemetry.Metrics;

/// <summary>How many series a metric shows at most; what is beyond is left out and counted. Thread-safe.</summary>
internal sealed class SeriesLimit(int max)
{
    /// <summary>The limit of a node, per metric. All labels come from the system file, so only a very large one reaches it.</summary>
    public const int Default = 20_000;

    private long _dropped;

    /// <summary>Series that were left out since the start, each time anew.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The first of them, up to the limit.</summary>
    public IEnumerable<MetricSample> Of(IEnumerable<MetricSample> samples)
    {
        var shown = 0;
        foreach (var sample in samples)
        {
            if (shown < max)
            {
                shown++;
                yield return sample;
            }
            else
            {
                Interlocked.Increment(ref _dropped);
            }
        }
    }
}
