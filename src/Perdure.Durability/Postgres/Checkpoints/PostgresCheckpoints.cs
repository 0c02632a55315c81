using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Checkpoints;

/// <summary>Checkpoints in PostgreSQL. Thread-safe.</summary>
internal sealed class PostgresCheckpoints(PostgresPlace place, WriteQueue writes) : ICheckpointStore
{
    private const string Columns = "checkpoint.job, checkpoint.etag, checkpoint.written_ms, checkpoint.fence, octet_length(checkpoint.data)";

    /// <inheritdoc/>
    public async ValueTask<CheckpointWrite> PutAsync(
        string job, ReadOnlyMemory<byte> data, CheckpointCondition condition, long? fencingToken, CancellationToken cancellationToken)
    {
        StoreLimits.Key(job, "name of a job");
        StoreLimits.Size(data.Length, StoreLimits.CheckpointBytesMax, "a checkpoint");
        StoreLimits.Fencing(fencingToken);
        return await writes.DoAsync(new CheckpointChange(job, Sql.Array(data), condition, fencingToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<CheckpointWrite> DeleteAsync(string job, CheckpointCondition condition, long? fencingToken, CancellationToken cancellationToken)
    {
        StoreLimits.Key(job, "name of a job");
        StoreLimits.Fencing(fencingToken);
        return await writes.DoAsync(new CheckpointChange(job, null, condition, fencingToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Checkpoint?> GetAsync(string job, string? etag, CancellationToken cancellationToken)
    {
        StoreLimits.Key(job, "name of a job");
        var number = etag is null ? null : StoreLimits.ETag(etag);
        if (etag is not null && number is null) return null;
        return await place.ReadAsync(
            async (connection, token) =>
            {
                await using var command = Command(
                    connection,
                    $"SELECT {Columns}, data FROM checkpoint WHERE job = $1 AND etag = coalesce($2, (SELECT etag FROM checkpoint_job WHERE job = $1))",
                    (job, NpgsqlDbType.Text), (number, NpgsqlDbType.Bigint));
                await using var reader = await command.ExecuteReaderAsync(token);
                return await reader.ReadAsync(token) ? new Checkpoint(Info(reader), reader.GetFieldValue<byte[]>(5)) : null;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CheckpointInfo>> HistoryAsync(string job, CancellationToken cancellationToken)
    {
        StoreLimits.Key(job, "name of a job");
        return await ListAsync($"SELECT {Columns} FROM checkpoint WHERE job = $1 ORDER BY etag DESC", [(job, NpgsqlDbType.Text)], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CheckpointInfo>> ListAsync(string? after, int max, CancellationToken cancellationToken)
    {
        if (after is not null) StoreLimits.Key(after, "name of a job");
        StoreLimits.Range(max, StoreLimits.BatchMax, "a page");
        return await ListAsync(
            $"SELECT {Columns} FROM checkpoint_job JOIN checkpoint ON checkpoint.job = checkpoint_job.job AND checkpoint.etag = checkpoint_job.etag WHERE checkpoint_job.job > $1 ORDER BY checkpoint_job.job LIMIT $2",
            [(after ?? "", NpgsqlDbType.Text), (max, NpgsqlDbType.Integer)], cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params (object? Value, NpgsqlDbType Type)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (value, type) in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }

    private static CheckpointInfo Info(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetInt64(1).ToString(CultureInfo.InvariantCulture), reader.GetInt64(2), reader.GetInt32(4), reader.GetInt64(3));

    private Task<IReadOnlyList<CheckpointInfo>> ListAsync(string sql, (object? Value, NpgsqlDbType Type)[] parameters, CancellationToken cancellationToken) =>
        place.ReadAsync<IReadOnlyList<CheckpointInfo>>(
            async (connection, token) =>
            {
                await using var command = Command(connection, sql, parameters);
                await using var reader = await command.ExecuteReaderAsync(token);
                var found = new List<CheckpointInfo>();
                while (await reader.ReadAsync(token)) found.Add(Info(reader));
                return found;
            },
            cancellationToken);
}
