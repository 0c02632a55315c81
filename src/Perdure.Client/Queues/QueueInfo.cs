namespace Perdure.Client.Queues;

/// <summary>How it stands with a queue on the node that answered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pending">Jobs that wait, those for their time and for their group too.</param>
/// <param name="Claimed">Jobs that workers have.</param>
/// <param name="Done">Jobs that are completed and still kept.</param>
/// <param name="Dead">Jobs that were given up.</param>
/// <param name="OldestAgeSeconds">How long ago the oldest unfinished job was enqueued; 0: there is none.</param>
public sealed record QueueInfo(string Name, long Pending, long Claimed, long Done, long Dead, double OldestAgeSeconds);
