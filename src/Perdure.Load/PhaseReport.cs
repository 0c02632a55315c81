namespace Perdure.Load;

/// <summary>
/// What clients saw in one phase. A request belongs to the phase in which it was meant to be sent. Latencies count from the
/// intended send time and include failed answers, so that failing fast or sending late can't make them look better; requests
/// that were never sent for lack of room have none.
/// </summary>
public sealed record PhaseReport
{
    /// <summary>Name of the phase.</summary>
    public required string Name { get; init; }

    /// <summary>Requests that were due in the phase.</summary>
    public required long Sent { get; init; }

    /// <summary>Requests that got what they asked for.</summary>
    public required long Good { get; init; }

    /// <summary>Requests that didn't.</summary>
    public required long Failed { get; init; }

    /// <summary>Requests without an answer so far.</summary>
    public long Outstanding => Sent - Good - Failed;

    /// <summary>Median latency in ms.</summary>
    public required double P50Ms { get; init; }

    /// <summary>99th percentile of the latency in ms.</summary>
    public required double P99Ms { get; init; }

    /// <summary>99.9th percentile of the latency in ms.</summary>
    public required double P999Ms { get; init; }

    /// <summary>Longest latency in ms, exact.</summary>
    public required double MaxMs { get; init; }

    /// <summary>Most that the generator itself sent a request after its intended time, in ms (contained in the latencies).</summary>
    public required double MaxLatenessMs { get; init; }

    /// <summary>Length of the phase so far in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Failed requests by reason.</summary>
    public required IReadOnlyDictionary<string, long> Reasons { get; init; }
}
