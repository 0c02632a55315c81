using BenchmarkDotNet.Attributes;
using Perdure.Resilience.Measuring;

namespace Perdure.Benchmarks;

/// <summary>Latency recording, which every request pays, and reading a percentile, which only the console does.</summary>
[MemoryDiagnoser]
public class LatencyHistogramBenchmarks
{
    private readonly LatencyHistogram _histogram = new();
    private long _us;

    /// <summary>Records one latency from 1 µs to 1 s.</summary>
    [Benchmark]
    public void Record()
    {
        _us = (_us * 1103515245 + 12345) & 0xFFFFF;
        _histogram.Record(_us);
    }

    /// <summary>Reads the 99th percentile.</summary>
    [Benchmark]
    public long Percentile() => _histogram.Percentile(0.99);
}
