namespace Perdure.Coordination.Shared.Configuration;

/// <summary>When a node writes its report again. Pure; immutable.</summary>
/// <param name="Last">What it wrote last; null: nothing yet.</param>
/// <param name="Lease">Under which lease.</param>
/// <param name="AtMs">When.</param>
internal sealed record ReportThrottle(NodeReport? Last, long Lease, long AtMs)
{
    private const long ShortestMs = 900;
    private const long LongestMs = 10_000;

    public static ReportThrottle Start { get; } = new(null, 0, 0);

    public bool IsDue(NodeReport report, long lease, bool rolling, long nowMs)
    {
        // A new lease means that the old report is gone.
        if (Last is null || Lease != lease) return true;
        var sinceMs = nowMs - AtMs;
        if (sinceMs < ShortestMs) return false;
        return rolling || sinceMs >= LongestMs || report.Version != Last.Version || report.Ok != Last.Ok || report.Error != Last.Error;
    }
}
