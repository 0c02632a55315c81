namespace Perdure.Durability.Storage;

/// <summary>What became of a job that was to be enqueued.</summary>
/// <param name="Id">Its id: 32 characters <c>0-9 a-f</c>, of which the last 20 are random: 80 bits.</param>
/// <param name="Duplicate">Whether it was there already, by its dedupe key.</param>
public readonly record struct EnqueuedJob(string Id, bool Duplicate);
