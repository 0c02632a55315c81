namespace Perdure.Durability.Storage;

/// <summary>Some of a queue's jobs.</summary>
/// <param name="Jobs">In order of enqueueing.</param>
/// <param name="Next">What to ask for next as <see cref="JobQuery.After"/>; 0: that was all.</param>
public sealed record JobPage(IReadOnlyList<JobInfo> Jobs, long Next);
