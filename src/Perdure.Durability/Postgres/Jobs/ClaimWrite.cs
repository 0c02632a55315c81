using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>A worker wants jobs.</summary>
internal sealed class ClaimWrite(string queue, int max, long leaseMs, string worker) : PostgresWriteOf<IReadOnlyList<ClaimedJob>>
{
    /// <summary>Of which queue.</summary>
    public string Queue { get; } = queue;

    /// <summary>How many at most.</summary>
    public int Max { get; } = max;

    /// <summary>For how long.</summary>
    public long LeaseMs { get; } = leaseMs;

    /// <summary>Until when they are claimed, in Unix ms; set by the step.</summary>
    public long LeaseUntilMs { get; set; }

    /// <summary>Who.</summary>
    public string Worker { get; } = worker;

    /// <inheritdoc/>
    public override WriteStep NewStep(PostgresPlace place) => new ClaimStep();
}
