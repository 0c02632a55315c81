namespace Perdure.Telemetry.Tracing;

/// <summary>What became of the traces that were to be kept. Thread-safe.</summary>
public sealed class TraceCounters
{
    private long _exported;
    private long _dropped;
    private long _failed;
    private long _spansRejected;

    /// <summary>Traces that the collector took.</summary>
    public long Exported => Interlocked.Read(ref _exported);

    /// <summary>Traces that there were too many of, so that they were not even tried.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Traces that the collector refused, or was not there for.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Spans of exported traces that the collector did not want.</summary>
    public long SpansRejected => Interlocked.Read(ref _spansRejected);

    internal void OnExported(int traces, long rejected)
    {
        Interlocked.Add(ref _exported, traces);
        Interlocked.Add(ref _spansRejected, rejected);
    }

    internal void OnDropped() => Interlocked.Increment(ref _dropped);

    internal void OnFailed(int traces) => Interlocked.Add(ref _failed, traces);
}
