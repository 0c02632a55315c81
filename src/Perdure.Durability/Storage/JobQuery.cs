namespace Perdure.Durability.Storage;

/// <summary>Which jobs to list.</summary>
/// <param name="Queue">Of which queue.</param>
/// <param name="State">Of which state; null: of any.</param>
/// <param name="After">Where the page before ended (<see cref="JobPage.Next"/>); 0: from the oldest.</param>
/// <param name="Max">How many at most, 1 to <see cref="StoreLimits.BatchMax"/>.</param>
public sealed record JobQuery(string Queue, JobState? State = null, long After = 0, int Max = 100);
