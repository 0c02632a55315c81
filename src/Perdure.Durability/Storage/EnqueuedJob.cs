namespace Perdure.Durability.Storage;

/// <summary>What became of a job that was to be enqueued.</summary>
/// <param name="Id">Its id: 32 characters <c>0-9 a-f</c>, random but for the first 12, the time in Unix ms.</param>
/// <param name="Duplicate">Whether it was there already, by its dedupe key.</param>
public readonly record struct EnqueuedJob(string Id, bool Duplicate);
