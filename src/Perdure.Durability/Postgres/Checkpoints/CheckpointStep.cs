using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Checkpoints;

/// <summary>Reads and locks the jobs whose checkpoints change, judges here, and writes. A transaction takes one change of a job.</summary>
internal sealed class CheckpointStep(DurableOptions options) : WriteStep
{
    private readonly Dictionary<string, CheckpointChange> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long? ETag, long Fence, long ChangedMs)> _rows = new(StringComparer.Ordinal);
    private readonly List<(CheckpointChange Change, long ETag)> _puts = [];
    private readonly List<CheckpointChange> _marks = [];
    private readonly List<string> _forgotten = [];
    private readonly Queue<long> _tokens = new();

    /// <inheritdoc/>
    public override bool TryAdd(PostgresWrite write) => _changes.TryAdd(((CheckpointChange)write).Job, (CheckpointChange)write);

    /// <inheritdoc/>
    public override void Look(NpgsqlBatch batch, long nowMs)
    {
        _rows.Clear();
        _puts.Clear();
        _marks.Clear();
        _forgotten.Clear();
        _tokens.Clear();
        batch.Add("SELECT job, etag, fence, changed_ms FROM checkpoint_job WHERE job = ANY($1) ORDER BY job FOR UPDATE").With(_changes.Keys);
        batch.Add("SELECT nextval('token'), (SELECT coalesce(sum(n), 0)::bigint FROM tally WHERE name = '*checkpoints') FROM generate_series(1, $1)")
            .With(_changes.Count, NpgsqlDbType.Integer);
    }

    /// <inheritdoc/>
    public override async Task LookedAsync(NpgsqlDataReader reader, long nowMs)
    {
        while (await reader.ReadAsync()) _rows[reader.GetString(0)] = (reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        await reader.NextResultAsync();
        var count = 0L;
        while (await reader.ReadAsync())
        {
            _tokens.Enqueue(reader.GetInt64(0));
            count = reader.GetInt64(1);
        }

        await reader.NextResultAsync();
        foreach (var change in _changes.Values)
        {
            if (Judge(change, nowMs, count)) count++;
        }
    }

    /// <inheritdoc/>
    public override void Write(NpgsqlBatch batch, long nowMs)
    {
        if (_forgotten.Count > 0) batch.Add("DELETE FROM checkpoint_job WHERE job = ANY($1)").With(_forgotten);
        var emptied = _forgotten.Concat(_marks.Select(change => change.Job)).ToList();
        if (emptied.Count > 0) batch.Add("DELETE FROM checkpoint WHERE job = ANY($1)").With(emptied);
        var rows = _puts.Select(put => (put.Change.Job, ETag: (long?)put.ETag, Fence: put.Change.FencingToken ?? 0))
            .Concat(_marks.Select(change => (change.Job, ETag: (long?)null, Fence: change.FencingToken ?? 0))).ToList();
        Rows(batch, rows.Where(row => _rows.ContainsKey(row.Job)).ToList(), nowMs, "UPDATE checkpoint_job SET etag = said.etag, fence = said.fence, changed_ms = $4 FROM unnest($1, $2, $3) said(job, etag, fence) WHERE checkpoint_job.job = said.job");
        Rows(batch, rows.Where(row => !_rows.ContainsKey(row.Job)).ToList(), nowMs, "INSERT INTO checkpoint_job SELECT job, etag, fence, $4 FROM unnest($1, $2, $3) said(job, etag, fence) ORDER BY job");
        if (_puts.Count == 0) return;
        batch.Add("INSERT INTO checkpoint SELECT job, etag, $5, fence, data FROM unnest($1, $2, $3, $4) said(job, etag, fence, data)")
            .With(_puts.Select(put => put.Change.Job)).With(_puts.Select(put => put.ETag)).With(_puts.Select(put => put.Change.FencingToken ?? 0))
            .With(_puts.Select(put => put.Change.Data)).With(nowMs);
        batch.Add(
            """
            DELETE FROM checkpoint USING unnest($1) said(job) WHERE checkpoint.job = said.job
                AND etag <= (SELECT etag FROM checkpoint older WHERE older.job = said.job ORDER BY etag DESC OFFSET $2 LIMIT 1)
            """).With(_puts.Select(put => put.Change.Job)).With(options.CheckpointHistoryMax);
    }

    private static void Rows(NpgsqlBatch batch, List<(string Job, long? ETag, long Fence)> rows, long nowMs, string sql)
    {
        if (rows.Count == 0) return;
        batch.Add(sql).With(rows.Select(row => row.Job)).With(rows.Select(row => row.ETag).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(rows.Select(row => row.Fence)).With(nowMs);
    }

    private static string Text(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    // Whether a row is made.
    private bool Judge(CheckpointChange change, long nowMs, long count)
    {
        change.Refusal = null;
        var isThere = _rows.TryGetValue(change.Job, out var row);
        // A deleted one whose time has come is as if it had never been.
        if (isThere && row.ETag is null && row.ChangedMs + (long)options.FencingRetention.TotalMilliseconds <= nowMs) row = default;
        var etag = row.ETag is { } number ? Text(number) : null;
        var (fence, condition) = (change.FencingToken ?? 0, change.Condition);
        if (fence < row.Fence)
        {
            change.Result = new CheckpointWrite(CheckpointOutcome.Fenced, etag, row.Fence);
            return false;
        }

        if ((condition.ETag is not null && condition.ETag != etag) || (condition.MustNotExist && etag is not null))
        {
            change.Result = new CheckpointWrite(CheckpointOutcome.PreconditionFailed, etag, row.Fence);
            return false;
        }

        var token = _tokens.Dequeue();
        var keepsRow = change.Data is not null || change.FencingToken is not null;
        if (keepsRow && !isThere && count >= options.CheckpointJobsMax)
        {
            change.Refusal = new DurabilityException(
                DurabilityFailure.Full, $"there are checkpoints of {count} jobs, the most that may be; nothing was written: delete those of jobs that have ended, or allow more");
            return false;
        }

        change.Result = new CheckpointWrite(CheckpointOutcome.Done, change.Data is null ? null : Text(token), fence);
        if (change.Data is not null) _puts.Add((change, token));
        else if (keepsRow) _marks.Add(change);
        else if (isThere) _forgotten.Add(change.Job);
        return keepsRow && !isThere;
    }
}
