using Npgsql;
using Perdure.Durability.Postgres.Lanes;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>Statements of an operator that change many rows; answered with how many each of them changed.</summary>
/// <param name="add">Adds the statements, each of which returns one row for each row that it changed; now in Unix ms.</param>
/// <param name="statements">How many.</param>
internal sealed class BulkWrite(Action<NpgsqlBatch, long> add, int statements) : PostgresWriteOf<int[]>
{
    /// <inheritdoc/>
    public override WriteStep NewStep(PostgresPlace place) => new Step(this, add, statements);

    // Two of them could be about the same rows, so a transaction takes only one.
    private sealed class Step(BulkWrite owner, Action<NpgsqlBatch, long> add, int statements) : WriteStep
    {
        public override bool TryAdd(PostgresWrite write) => ReferenceEquals(write, owner);

        public override void Write(NpgsqlBatch batch, long nowMs) => add(batch, nowMs);

        public override async Task WroteAsync(NpgsqlDataReader reader)
        {
            var counts = new int[statements];
            for (var i = 0; i < counts.Length; i++)
            {
                while (await reader.ReadAsync()) counts[i]++;
                await reader.NextResultAsync();
            }

            owner.Result = counts;
        }
    }
}
