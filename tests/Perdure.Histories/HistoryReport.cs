namespace Perdure.Histories;

/// <summary>The verdict on a history, and where to look.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Part">The part that is not linearizable, or that could not be decided; null when all are.</param>
/// <param name="Explanation">What the best order could not explain, for a person; null when it explains all.</param>
public sealed record HistoryReport(HistoryVerdict Verdict, string? Part, string? Explanation);
