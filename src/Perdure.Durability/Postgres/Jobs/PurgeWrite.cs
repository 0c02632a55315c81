using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>Jobs of a queue in one state are deleted.</summary>
internal sealed class PurgeWrite(string queue, JobState state, int max) : PostgresWriteOf<int>
{
    /// <summary>Of which queue.</summary>
    public string Queue { get; } = queue;

    /// <summary>Of which state.</summary>
    public JobState State { get; } = state;

    /// <summary>How many at most.</summary>
    public int Max { get; } = max;

    /// <inheritdoc/>
    public override WriteStep NewStep(PostgresPlace place) => new PurgeStep(this);
}
