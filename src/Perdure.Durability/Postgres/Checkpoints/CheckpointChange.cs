using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Checkpoints;

/// <summary>A checkpoint is written or deleted.</summary>
/// <param name="job">Whose.</param>
/// <param name="data">What to keep; null: it is deleted.</param>
/// <param name="condition">What must be true of the current one.</param>
/// <param name="fencingToken">Who writes.</param>
internal sealed class CheckpointChange(string job, byte[]? data, CheckpointCondition condition, long? fencingToken) : PostgresWriteOf<CheckpointWrite>
{
    /// <summary>Whose.</summary>
    public string Job { get; } = job;

    /// <summary>What to keep; null: it is deleted.</summary>
    public byte[]? Data { get; } = data;

    /// <summary>What must be true of the current one.</summary>
    public CheckpointCondition Condition { get; } = condition;

    /// <summary>Who writes.</summary>
    public long? FencingToken { get; } = fencingToken;

    /// <inheritdoc/>
    public override long Bytes => Data?.Length ?? 0;

    /// <inheritdoc/>
    public override WriteStep NewStep(PostgresPlace place) => new CheckpointStep(place.Store);
}
