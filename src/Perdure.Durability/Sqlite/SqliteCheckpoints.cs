using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>Checkpoints in a file.</summary>
internal sealed class SqliteCheckpoints(SqliteDurableStore store) : ICheckpointStore
{
    /// <inheritdoc/>
    public ValueTask<CheckpointWrite> PutAsync(string job, ReadOnlyMemory<byte> data, CheckpointCondition condition, long? fencingToken, CancellationToken cancellationToken)
    {
        StoreLimits.Key(job, "name of a job");
        StoreLimits.Size(data.Length, StoreLimits.CheckpointBytesMax, "a checkpoint");
        StoreLimits.Fencing(fencingToken);
        return store.WriteAsync(session => session.Checkpoints.Put(job, data, condition, fencingToken), data.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CheckpointWrite> DeleteAsync(string job, CheckpointCondition condition, long? fencingToken, CancellationToken cancellationToken)
    {
        StoreLimits.Key(job, "name of a job");
        StoreLimits.Fencing(fencingToken);
        return store.WriteAsync(session => session.Checkpoints.Delete(job, condition, fencingToken), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Checkpoint?> GetAsync(string job, string? etag, CancellationToken cancellationToken)
    {
        StoreLimits.Key(job, "name of a job");
        if (etag is null) return store.ReadAsync(session => session.Checkpoint(job, null), cancellationToken);
        return StoreLimits.ETag(etag) is { } number ? store.ReadAsync(session => session.Checkpoint(job, number), cancellationToken) : new ValueTask<Checkpoint?>((Checkpoint?)null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CheckpointInfo>> HistoryAsync(string job, CancellationToken cancellationToken)
    {
        StoreLimits.Key(job, "name of a job");
        return store.ReadAsync(session => session.History(job), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CheckpointInfo>> ListAsync(string? after, int max, CancellationToken cancellationToken)
    {
        if (after is not null) StoreLimits.Key(after, "name of a job");
        StoreLimits.Range(max, StoreLimits.BatchMax, "a page");
        return store.ReadAsync(session => session.Checkpoints(after, max), cancellationToken);
    }
}
