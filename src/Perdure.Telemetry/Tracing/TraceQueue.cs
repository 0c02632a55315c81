using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Perdure.Telemetry.Tracing;

/// <summary>Kept traces on their way to the exporter; what there is no room for is dropped and counted. Thread-safe, one reader.</summary>
internal sealed class TraceQueue(int max)
{
    /// <summary>Traces that wait at most.</summary>
    public const int Max = 4_096;

    private readonly Channel<KeptTrace> _traces = Channel.CreateUnbounded<KeptTrace>(new UnboundedChannelOptions { SingleReader = true });
    private int _waiting;

    public TraceCounters Counters { get; } = new();

    /// <summary>Whether there is no room.</summary>
    public bool IsFull => Volatile.Read(ref _waiting) >= max;

    public void Add(KeptTrace trace)
    {
        if (Interlocked.Increment(ref _waiting) <= max && _traces.Writer.TryWrite(trace))
            return;
        Interlocked.Decrement(ref _waiting);
        Counters.OnDropped();
    }

    /// <summary>Waits until there is one; false when there will be none any more.</summary>
    public ValueTask<bool> WaitAsync() => _traces.Reader.WaitToReadAsync();

    public bool TryTake([NotNullWhen(true)] out KeptTrace? trace)
    {
        if (!_traces.Reader.TryRead(out trace))
            return false;
        Interlocked.Decrement(ref _waiting);
        return true;
    }

    /// <summary>Takes no more.</summary>
    public void Close() => _traces.Writer.TryComplete();
}
