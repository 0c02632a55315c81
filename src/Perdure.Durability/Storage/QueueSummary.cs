namespace Perdure.Durability.Storage;

/// <summary>How it stands with a queue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pending">Jobs that wait, those for their time and for their group too.</param>
/// <param name="Claimed">Jobs that workers have.</param>
/// <param name="Done">Jobs that are completed and still kept.</param>
/// <param name="Dead">Jobs that were given up.</param>
/// <param name="OldestEnqueuedAtMs">When the oldest unfinished (pending or claimed) job was enqueued, in Unix ms; 0: there is none.</param>
public sealed record QueueSummary(string Name, long Pending, long Claimed, long Done, long Dead, long OldestEnqueuedAtMs);
