using Perdure.Model;

namespace Perdure.Gateway.Tracing;

/// <summary>
/// Which requests are kept as traces: by their trace's id when they arrive, the same on all nodes, and by how they ended. Compiled with the plan. Immutable.
/// </summary>
internal sealed class TraceRules
{
    // By the last 56 bits, which are random in every well-made id (OpenTelemetry, "TraceIdRatioBased" and "Probability sampling"): all who sample by them keep the
    // same traces.
    private const ulong Random = (1UL << 56) - 1;

    private readonly ulong _from;

    public TraceRules(TracesModel model)
    {
        var share = Math.Clamp(model.Sample, 0, 1);
        _from = share <= 0 ? ulong.MaxValue : (ulong)((1 - share) * (1UL << 56));
        SlowUs = (long)model.Slow.TotalMicroseconds;
    }

    /// <summary>From when on a request is slow.</summary>
    public long SlowUs { get; }

    /// <summary>Whether a trace that begins here is kept.</summary>
    public bool Samples(ulong low) => (low & Random) >= _from;
}
