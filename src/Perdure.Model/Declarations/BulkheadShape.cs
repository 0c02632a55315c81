using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>bulkhead</c> of a service and of a route.</summary>
internal static class BulkheadShape
{
    private const int Most = 100_000;

    private static readonly Key<bool> Adaptive = new(
        "adaptive",
        Choices.Of([("true", true), ("false", false)]),
        "true: the limit is found from the latencies, between minConcurrent and maxConcurrent; false: it is maxConcurrent.")
    {
        Default = "false",
    };

    private static readonly Key<int> MaxConcurrent = new(
        "maxConcurrent", Numbers.Integer(1, Most), "Requests in flight at most. Required unless adaptive.")
    {
        DefaultInWords = "1000 when adaptive",
        Otherwise = _ => new BulkheadModel().MaxConcurrent,
    };

    private static readonly Key<int> MinConcurrent = new(
        "minConcurrent", Numbers.Integer(1, Most), "Under this an adaptive limit never falls. At most maxConcurrent.")
    {
        Default = "4",
    };

    private static readonly Key<int> MaxQueued = new(
        "maxQueued", Numbers.Integer(0, Most), "Requests that wait for a place at most; 0 is none: what finds no place is turned away.")
    {
        Default = "100",
    };

    private static readonly Key<TimeSpan> QueueTimeout = new(
        "queueTimeout", Durations.Between("1ms", "1m"), "How long a request waits for a place at most. Shorter than timeouts.request.")
    {
        Default = "100ms",
    };

    public static MappingShape<BulkheadModel> Shape { get; } = new(
        [Adaptive, MaxConcurrent, MinConcurrent, MaxQueued, QueueTimeout],
        v => new BulkheadModel
        {
            Adaptive = v.Get(Adaptive),
            MaxConcurrent = v.Get(MaxConcurrent),
            MinConcurrent = Math.Min(v.Get(MinConcurrent), v.Get(MaxConcurrent)),
            MaxQueued = v.Get(MaxQueued),
            QueueTimeout = v.Get(QueueTimeout),
        })
    {
        Check = Check,
    };

    private static void Check(Values v)
    {
        if (!v.IsSound(Adaptive) || !v.IsSound(MaxConcurrent) || !v.IsSound(MinConcurrent))
        {
            return;
        }

        if (!v.Get(Adaptive) && !v.Has(MaxConcurrent))
        {
            v.Context.Error(
                Reading.DiagnosticKind.Missing,
                v.At(MaxConcurrent),
                v.Scope.Anchor,
                $"expected {MaxConcurrent.Shape.Expected}, found nothing",
                "add maxConcurrent, or adaptive: true");
        }
        else if (!v.Get(Adaptive) && v.Has(MinConcurrent))
        {
            v.Contradiction(MinConcurrent, "only an adaptive limit moves", "remove minConcurrent, or add adaptive: true");
        }
        else if (v.Has(MinConcurrent) && v.Get(MinConcurrent) > v.Get(MaxConcurrent))
        {
            v.Contradiction(
                MinConcurrent,
                $"expected at most maxConcurrent, which is {v.Get(MaxConcurrent)}, found {v.Get(MinConcurrent)}",
                "lower minConcurrent, or raise maxConcurrent");
        }
    }
}
