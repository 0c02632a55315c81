using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Records;

/// <summary>Something is done to a record of a request.</summary>
/// <param name="key">Which.</param>
internal abstract class RecordWrite<T>(IdempotencyKey key) : PostgresWriteOf<T>, IRecordWrite
{
    /// <inheritdoc/>
    public IdempotencyKey Key { get; } = key;

    /// <inheritdoc/>
    public virtual bool NeedsToken => false;

    /// <inheritdoc/>
    public override Type Sort => typeof(RecordStep);

    /// <inheritdoc/>
    public override WriteStep NewStep(PostgresPlace place) => new RecordStep(place.Store);

    /// <inheritdoc/>
    public abstract RecordRow? Apply(RecordRow? row, RecordTurn turn);
}
