namespace Perdure.Gauntlet.Results;

/// <summary>What one run of one contestant through one scenario came to; one line of the results file.</summary>
public sealed record RunResult
{
    /// <summary>Scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Contestant.</summary>
    public required string Contestant { get; init; }

    /// <summary>Seed of arrivals, service times and victims.</summary>
    public required int Seed { get; init; }

    /// <summary>Requests per second offered.</summary>
    public double Rate { get; init; }

    /// <summary>Why the gateway could not be started; null when it could.</summary>
    public string? NotStarted { get; init; }

    /// <summary>Requests due from the onset of the fault to the end of the recovery.</summary>
    public long Sent { get; init; }

    /// <summary>Those of <see cref="Sent"/> that a gateway without flaw would have brought home.</summary>
    public double Possible { get; init; }

    /// <summary>Those that got the right answer in time.</summary>
    public long Good { get; init; }

    /// <summary>GETs due.</summary>
    public long Gets { get; init; }

    /// <summary>GETs lost.</summary>
    public long LostGets { get; init; }

    /// <summary>POSTs due.</summary>
    public long Posts { get; init; }

    /// <summary>POSTs lost.</summary>
    public long LostPosts { get; init; }

    /// <summary>POSTs that died with the instance that was executing them: nobody may send them again.</summary>
    public long UnsavablePosts { get; init; }

    /// <summary>Lost requests by reason.</summary>
    public IReadOnlyDictionary<string, long> Reasons { get; init; } = new Dictionary<string, long>();

    /// <summary>Answers that lacked a part without a sign.</summary>
    public long SilentTruncations { get; init; }

    /// <summary>POSTs executed more than once.</summary>
    public long DuplicatePosts { get; init; }

    /// <summary>Most instances that one poison request killed; null when there was none.</summary>
    public int? KilledPerPoison { get; init; }

    /// <summary>Requests that reached a victim while it was bad; null where that can't be seen.</summary>
    public long? ToVictims { get; init; }

    /// <summary>Sends to instances per request.</summary>
    public double Attempts { get; init; }

    /// <summary>Percentiles of the latency during the fault in ms, a lost request counting as the whole deadline.</summary>
    public double P50Ms { get; init; }

    /// <summary>See <see cref="P50Ms"/>.</summary>
    public double P99Ms { get; init; }

    /// <summary>See <see cref="P50Ms"/>.</summary>
    public double P999Ms { get; init; }

    /// <summary>See <see cref="P50Ms"/>; of the requests that may be repeated alone, the GETs.</summary>
    public double GetP50Ms { get; init; }

    /// <summary>See <see cref="GetP50Ms"/>.</summary>
    public double GetP95Ms { get; init; }

    /// <summary>See <see cref="GetP50Ms"/>.</summary>
    public double GetP999Ms { get; init; }

    /// <summary>What was measured against the capacity; null where the load is not.</summary>
    public OverloadFigures? Overload { get; init; }

    /// <summary>What came of stampedes; null where there were none.</summary>
    public StampedeFigures? Stampede { get; init; }

    /// <summary>From the onset to the first whole second with 99 % of its possible goodput; null when there was none.</summary>
    public double? RecoveredAfterMs { get; init; }

    /// <summary>The gateway's CPU per request in µs, over the whole run.</summary>
    public double CpuUsPerRequest { get; init; }

    /// <summary>The gateway's peak memory in MB.</summary>
    public double PeakMb { get; init; }

    /// <summary>Most that the load generator itself was late, in ms. Above some 20 ms the run says little about tails.</summary>
    public double GeneratorLateMs { get; init; }

    /// <summary>Achieved ÷ theoretical goodput.</summary>
    public double Goodput => NotStarted is not null || Possible <= 0 ? 0 : Math.Min(1, Good / Possible);

    /// <summary>GETs and POSTs lost that could have been saved.</summary>
    public double Lost => NotStarted is not null ? double.PositiveInfinity : Math.Max(0, Possible - Good);
}
