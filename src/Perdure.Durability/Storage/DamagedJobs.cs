namespace Perdure.Durability.Storage;

/// <summary>
/// Jobs whose bytes cannot be read although the engine found nothing wrong with them: they are dead with that error, and the jobs beside and behind them are not kept from
/// being done.
/// </summary>
internal static class DamagedJobs
{
    /// <summary>The last error of such a job.</summary>
    public const string Error = "its headers cannot be read, so nobody was given it: the data of the store is damaged; look at the disk";

    /// <summary>Gives up those that are damaged, and returns the others.</summary>
    public static async ValueTask<IReadOnlyList<ClaimedJob>> GiveUpAsync(IJobStore jobs, IReadOnlyList<ClaimedJob> claimed, CancellationToken cancellationToken)
    {
        if (!claimed.Any(static job => job.IsDamaged)) return claimed;
        foreach (var job in claimed.Where(static job => job.IsDamaged))
        {
            try
            {
                await jobs.FailAsync(job.Claim, Error, retryAtMs: null, cancellationToken);
            }
            catch (Exception e) when (e is DurabilityException or OperationCanceledException)
            {
                // It is met again when its lease has run out; the others have been claimed and are given.
            }
        }

        return [.. claimed.Where(static job => !job.IsDamaged)];
    }
}
