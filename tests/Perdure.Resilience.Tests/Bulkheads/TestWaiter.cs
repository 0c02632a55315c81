using Perdure.Resilience.Bulkheads;

namespace Perdure.Resilience.Tests.Bulkheads;

/// <summary>Notes what it was told.</summary>
internal sealed class TestWaiter(Action<TestWaiter>? told = null) : BulkheadWaiter
{
    private int _times;

    internal int Times => Volatile.Read(ref _times);

    internal ShedReason? Verdict { get; private set; }

    internal bool HasPlace => Verdict == ShedReason.None;

    internal void Begin()
    {
        Verdict = null;
        Volatile.Write(ref _times, 0);
    }

    protected internal override void OnDecided(ShedReason reason)
    {
        Verdict = reason;
        Interlocked.Increment(ref _times);
        told?.Invoke(this);
    }
}
