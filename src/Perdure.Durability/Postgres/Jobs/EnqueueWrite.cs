using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>Jobs to be added.</summary>
internal sealed class EnqueueWrite(IReadOnlyList<NewJob> jobs) : PostgresWriteOf<IReadOnlyList<EnqueuedJob>>
{
    /// <summary>Which.</summary>
    public IReadOnlyList<NewJob> Jobs { get; } = jobs;

    /// <inheritdoc/>
    public override long Bytes { get; } = jobs.Sum(job => (long)job.Payload.Length);

    /// <inheritdoc/>
    public override WriteStep NewStep(PostgresPlace place) => new EnqueueStep(place);
}
