namespace Perdure.Telemetry.Tracing.Export;

/// <summary>What came of sending a batch.</summary>
/// <param name="Problem">Why it did not arrive, in words that hold nothing of what was configured; null when it did.</param>
/// <param name="Again">Whether it may be sent again.</param>
/// <param name="After">When, if the collector said so.</param>
/// <param name="Rejected">Spans that the collector did not want of what arrived.</param>
internal readonly record struct TraceSent(string? Problem, bool Again, TimeSpan? After, long Rejected)
{
    public static TraceSent Arrived(long rejected) => new(null, false, null, rejected);

    public static TraceSent Failed(string problem, bool again, TimeSpan? after = null) => new(problem, again, after, 0);
}
