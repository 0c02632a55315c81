namespace Perdure.Gauntlet.Results;

/// <summary>What a run under overload came to, held against what the instances can do.</summary>
public sealed record OverloadFigures
{
    /// <summary>What the rig of this run answered per second without a gateway.</summary>
    public double Capacity { get; init; }

    /// <summary>What it should: workers over the mean service time.</summary>
    public double ComputedCapacity { get; init; }

    /// <summary>Right answers in time that came during the fault, over what the capacity that was left then could have given; null where that is not known.</summary>
    public double? GoodPerCapacity { get; init; }

    /// <summary>Share of the critical requests meant for the time of the fault that came home; null where there were none.</summary>
    public double? Critical { get; init; }

    /// <summary>Number of those that didn't.</summary>
    public long CriticalLost { get; init; }

    /// <summary>See <see cref="Critical"/>.</summary>
    public double? Standard { get; init; }

    /// <summary>See <see cref="Critical"/>.</summary>
    public double? Optional { get; init; }

    /// <summary>Requests of the fault turned away with 429 or 503.</summary>
    public long Rejected { get; init; }

    /// <summary>Median time of those from the intended send time, in ms; null when there were none.</summary>
    public double? RejectP50Ms { get; init; }

    /// <summary>The same from the moment at which the client really sent it: without the lateness of the load generator.</summary>
    public double? RejectSentP50Ms { get; init; }

    /// <summary>99th percentile before the fault, of requests not turned away, in ms.</summary>
    public double BaseP99Ms { get; init; }

    /// <summary>99th percentile during the fault, of requests not turned away; a lost one counts as at least the whole deadline.</summary>
    public double AdmittedP99Ms { get; init; }

    /// <summary>What clients sent, over what they wanted.</summary>
    public double TriesPerRequest { get; init; }

    /// <summary>From the end of the fault to the first second with 99 % of what was offered; null when there was none.</summary>
    public double? RecoveredMs { get; init; }

    /// <summary>Share of what was offered from 2 s after the fault to the end that came home.</summary>
    public double GoodAfter2S { get; init; }
}
