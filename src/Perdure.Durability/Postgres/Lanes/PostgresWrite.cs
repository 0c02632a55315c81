namespace Perdure.Durability.Postgres.Lanes;

/// <summary>A caller's write that waits for its transaction.</summary>
internal abstract class PostgresWrite
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;
    private int _phase = Waiting;

    /// <summary>When it began to wait, as a timestamp of the system's clock.</summary>
    public long SinceTimestamp { get; set; }

    /// <summary>A lane takes it; false: the caller has withdrawn it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _phase, Taken, Waiting) != Withdrawn;

    /// <summary>The caller no longer wants it; false: a lane is at it, and it may be done.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _phase, Withdrawn, Waiting) != Taken;

    /// <summary>How much it carries.</summary>
    public virtual long Bytes => 0;

    /// <summary>Writes of one sort share a step.</summary>
    public virtual Type Sort => GetType();

    /// <summary>An empty step of its sort; it takes at least this one.</summary>
    public abstract WriteStep NewStep(PostgresPlace place);

    /// <summary>Forgets what an attempt gave that was undone.</summary>
    public abstract void Forget();

    /// <summary>Answers: it is on the disk.</summary>
    public abstract void Succeed();

    /// <summary>Answers: it failed.</summary>
    public abstract void Fail(Exception error);
}
