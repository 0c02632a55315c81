namespace Perdure.Client.Queues;

/// <summary>A job that is on the disk of a node.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Duplicate">Whether the queue had it already, by its dedupe key; the id is then that job's.</param>
public sealed record EnqueuedJob(string Id, bool Duplicate);
