namespace Perdure.Durability.Storage;

/// <summary>
/// How far long jobs have come: one current checkpoint for each, and the last few before it. Thread-safe; errors as <see cref="IDurableStore"/> says.
/// </summary>
/// <remarks>
/// Fencing: the greatest token that a job was written or deleted with is remembered, also after a deletion, for the retention of the options. A write or
/// deletion with a lesser one, or with none, is refused then.
/// </remarks>
public interface ICheckpointStore
{
    /// <summary>Writes a checkpoint of at most <see cref="StoreLimits.CheckpointBytesMax"/>. Fencing is looked at before the condition.</summary>
    /// <param name="job">The job's name: 1 to 512 bytes of UTF-8.</param>
    /// <param name="data">What to keep.</param>
    /// <param name="condition">What must be true of the current one.</param>
    /// <param name="fencingToken">Who writes, as a number that grows from holder to holder, at least 1; null: not fenced.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.Full"/>: there are checkpoints of too many jobs.</exception>
    ValueTask<CheckpointWrite> PutAsync(string job, ReadOnlyMemory<byte> data, CheckpointCondition condition, long? fencingToken, CancellationToken cancellationToken);

    /// <summary>Deletes a job's checkpoint and its history. With <see cref="CheckpointCondition.Any"/>, one that is not there is no error.</summary>
    ValueTask<CheckpointWrite> DeleteAsync(string job, CheckpointCondition condition, long? fencingToken, CancellationToken cancellationToken);

    /// <summary>A checkpoint: the current one, or, by its ETag, one of the history. Null: not there.</summary>
    ValueTask<Checkpoint?> GetAsync(string job, string? etag, CancellationToken cancellationToken);

    /// <summary>The current checkpoint and those before it, newest first, without their data; as many as the options say.</summary>
    ValueTask<IReadOnlyList<CheckpointInfo>> HistoryAsync(string job, CancellationToken cancellationToken);

    /// <summary>The current checkpoints of all jobs by name (ordinal by UTF-8 bytes), after a name, at most <paramref name="max"/> (1 to <see cref="StoreLimits.BatchMax"/>).</summary>
    ValueTask<IReadOnlyList<CheckpointInfo>> ListAsync(string? after, int max, CancellationToken cancellationToken);
}
