namespace Perdure.Coordination.Storage;

/// <summary>One change.</summary>
/// <param name="Deleted">Whether the key went away (by deletion or with its lease).</param>
/// <param name="Entry">The key as it is now. Of a deleted one, only the key and <see cref="Storage.Entry.ModRevision"/> mean anything.</param>
public sealed record WatchEvent(bool Deleted, Entry Entry);
