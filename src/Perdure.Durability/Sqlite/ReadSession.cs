using System.Globalization;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>A reader's connection with its statements. Used by one thread at a time; it never waits for the writer.</summary>
internal sealed class ReadSession : IDisposable
{
    private const string JobColumns =
        "SELECT job.id, queue.name, grp, dedupe, state, attempts, enqueued, due, lease, worker, finished, error, bytes, job.seq FROM job JOIN queue ON queue.id = job.queue ";

    private const string CheckpointColumns = "SELECT job, etag, written, fence, length(data), data FROM checkpoint ";
    private readonly Database _database;
    private readonly Statement _job;
    private readonly Statement _seqOfOld;
    private readonly Statement _content;
    private readonly Statement _queues;
    private readonly Statement _oldest;
    private readonly Statement _ranOut;
    private readonly Statement _nextDue;
    private readonly Statement _nextLease;
    private readonly Statement _group;
    private readonly Statement _request;
    private readonly Statement _requestCount;
    private readonly Statement _checkpoint;
    private readonly Statement _current;
    private readonly Statement _history;
    private readonly Statement _checkpoints;
    private readonly Dictionary<JobState, Statement> _lists = [];

    /// <summary>Opens it.</summary>
    public ReadSession(string file)
    {
        _database = new Database(file, readOnly: true);
        try
        {
            _job = _database.Prepare(JobColumns + "WHERE job.seq = ? AND job.id = ?");
            _seqOfOld = _database.Prepare("SELECT seq FROM job WHERE id = ? AND id < '1'");
            _content = _database.Prepare(
                "SELECT coalesce(job.headers, content.headers), coalesce(job.payload, content.payload), result FROM job LEFT JOIN content ON content.seq = job.seq WHERE job.seq = ?");
            _queues = _database.Prepare("SELECT id, name, pending, claimed, done, dead FROM queue WHERE pending + claimed + done + dead > 0 ORDER BY name");
            _oldest = _database.Prepare("SELECT enqueued FROM job WHERE queue = ? AND state < 3 ORDER BY seq LIMIT 1");
            _ranOut = _database.Prepare("SELECT count(*) FROM job WHERE queue = ? AND state = 1 AND lease <= ?");
            _nextDue = _database.Prepare("SELECT min(due) FROM job JOIN queue ON queue.id = job.queue WHERE queue.name = ? AND state = 0");
            _nextLease = _database.Prepare("SELECT min(lease) FROM job JOIN queue ON queue.id = job.queue WHERE queue.name = ? AND state = 1");
            _group = _database.Prepare(
                "SELECT 1 FROM job WHERE queue = (SELECT id FROM queue WHERE name = ?) AND grp = ? AND grp IS NOT NULL AND state < 3 LIMIT 1");
            _request = _database.Prepare("SELECT token, done, begun, lease, expires, fingerprint, answer FROM request WHERE scope = ? AND key = ? AND expires > ?");
            _requestCount = _database.Prepare("SELECT count(*) FROM request");
            _checkpoint = _database.Prepare(CheckpointColumns + "WHERE job = ? AND etag = ?");
            _current = _database.Prepare("SELECT etag FROM checkpoint_job WHERE job = ? AND etag IS NOT NULL");
            _history = _database.Prepare(CheckpointColumns + "WHERE job = ? ORDER BY etag DESC");
            _checkpoints = _database.Prepare(
                "SELECT c.job, c.etag, written, c.fence, length(data) FROM checkpoint_job j JOIN checkpoint c ON c.etag = j.etag WHERE j.job > ? AND j.etag IS NOT NULL ORDER BY j.job LIMIT ?");
            _lists[JobState.Pending] = _database.Prepare(JobColumns + "WHERE queue.name = ? AND job.seq > ? AND state < 3 AND (state <> 1 OR lease <= ?) ORDER BY job.seq LIMIT ?");
            _lists[JobState.Claimed] = _database.Prepare(JobColumns + "WHERE queue.name = ? AND +job.seq > ? AND state = 1 AND lease > ? ORDER BY job.seq LIMIT ?");
            _lists[JobState.Done] = _database.Prepare(JobColumns + "WHERE queue.name = ? AND job.seq > ? AND ? >= 0 AND state = 3 ORDER BY job.seq LIMIT ?");
            _lists[JobState.Dead] = _database.Prepare(JobColumns + "WHERE queue.name = ? AND job.seq > ? AND ? >= 0 AND state = 4 ORDER BY job.seq LIMIT ?");
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>A job with its content.</summary>
    public Job? Job(string id, long now) => Consistent(() =>
    {
        var seq = JobIds.Seq(id) ?? _seqOfOld.Set(id).One(static row => row.Long(0));
        if (_job.Set(seq).Set(id).One(row => ((JobInfo Info, long Seq)?)(Info(row, now), row.Long(13))) is not { } found) return null;
        return _content.Set(found.Seq).One(row => new Job(found.Info, JobHeaders.Decode(row.Bytes(0)), row.Bytes(1), row.Bytes(2))) ?? new Job(found.Info, [], default, default);
    });

    /// <summary>Jobs of a queue.</summary>
    public JobPage List(JobQuery query, long now) => Consistent(() =>
    {
        // Of any state: the first of each state, of which the oldest are taken.
        var states = query.State is { } state ? [state] : Enum.GetValues<JobState>();
        var found = states
            .SelectMany(each => _lists[each].Set(query.Queue).Set(query.After).Set(now).Set(query.Max + 1).All(row => (Info: Info(row, now), Seq: row.Long(13))))
            .OrderBy(job => job.Seq)
            .Take(query.Max + 1)
            .ToList();
        var page = found.Take(query.Max).ToList();
        return new JobPage([.. page.Select(job => job.Info)], found.Count > page.Count ? page[^1].Seq : 0);
    });

    /// <summary>All queues.</summary>
    public IReadOnlyList<QueueSummary> Queues(long now) => Consistent(() =>
        _queues.All(static row => (Id: row.Long(0), Name: row.Text(1)!, Pending: row.Long(2), Claimed: row.Long(3), Done: row.Long(4), Dead: row.Long(5)))
            .ConvertAll(queue =>
            {
                var ranOut = queue.Claimed == 0 ? 0 : _ranOut.Set(queue.Id).Set(now).One(static row => row.Long(0));
                var oldest = _oldest.Set(queue.Id).One(static row => row.Long(0));
                return new QueueSummary(queue.Name, queue.Pending + ranOut, queue.Claimed - ranOut, queue.Done, queue.Dead, oldest);
            }));

    /// <summary>When a job of a queue is due next, or a lease runs out; <see cref="long.MaxValue"/>: never.</summary>
    public long NextMs(string queue)
    {
        static long Least(Statement row) => row.IsNull(0) ? long.MaxValue : row.Long(0);
        return Math.Min(_nextDue.Set(queue).One(Least), _nextLease.Set(queue).One(Least));
    }

    /// <summary>Whether a group has an unfinished job.</summary>
    public bool IsGroupOpen(string queue, string group) => _group.Set(queue).Set(group).One(static _ => true);

    /// <summary>A record of idempotency.</summary>
    public IdempotencyRecord? Request(IdempotencyKey key, long now) => _request.Set(key.Scope).Set(key.Key).Set(now).One(row =>
    {
        var state = row.Long(1) == 1 ? IdempotencyState.Replay : row.Long(3) > now ? IdempotencyState.InFlight : IdempotencyState.Unknown;
        return new IdempotencyRecord(state, row.Long(0), row.Bytes(5), row.Bytes(6), row.Long(2), row.Long(4));
    });

    /// <summary>How many records of idempotency there are.</summary>
    public long RequestCount() => _requestCount.One(static row => row.Long(0));

    /// <summary>A checkpoint: the current one, or that of an ETag.</summary>
    public Checkpoint? Checkpoint(string job, long? etag) => Consistent(() =>
    {
        var wanted = etag ?? _current.Set(job).One(static row => (long?)row.Long(0));
        return wanted is null ? null : _checkpoint.Set(job).Set(wanted).One(static row => new Checkpoint(CheckpointInfo(row), row.Bytes(5)));
    });

    /// <summary>A job's checkpoints, newest first.</summary>
    public IReadOnlyList<CheckpointInfo> History(string job) => _history.Set(job).All(CheckpointInfo);

    /// <summary>The current checkpoints of all jobs.</summary>
    public IReadOnlyList<CheckpointInfo> Checkpoints(string? after, int max) => _checkpoints.Set(after ?? "").Set(max).All(CheckpointInfo);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static CheckpointInfo CheckpointInfo(Statement row) => new(row.Text(0)!, row.Long(1).ToString(CultureInfo.InvariantCulture), row.Long(2), row.Int(4), row.Long(3));

    private static JobInfo Info(Statement row, long now)
    {
        var (kept, lease) = (row.Int(4), row.Long(8));
        var ranOut = kept == 1 && lease <= now;
        var state = kept switch { 3 => JobState.Done, 4 => JobState.Dead, 1 when !ranOut => JobState.Claimed, _ => JobState.Pending };
        return new JobInfo
        {
            Id = row.Text(0)!,
            Queue = row.Text(1)!,
            Group = row.Text(2),
            DedupeKey = row.Text(3),
            State = state,
            Attempts = row.Int(5),
            EnqueuedAtMs = row.Long(6),
            DueAtMs = state != JobState.Pending ? 0 : ranOut ? lease : row.Long(7),
            LeaseUntilMs = state == JobState.Claimed ? lease : 0,
            Worker = state == JobState.Claimed ? row.Text(9) : null,
            FinishedAtMs = row.Long(10),
            LastError = ranOut ? IJobStore.LeaseRanOut : row.Text(11),
            PayloadBytes = row.Int(12),
        };
    }

    // Several statements see one state of the file.
    private T Consistent<T>(Func<T> read)
    {
        _database.Execute("BEGIN");
        try
        {
            return read();
        }
        finally
        {
            _database.Execute("COMMIT");
        }
    }
}
