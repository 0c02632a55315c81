using Npgsql;

namespace Perdure.Durability.Postgres.Lanes;

/// <summary>
/// The writes of one sort in a transaction, done together. First all steps look, in one message to the server, and then all write, in another.
/// A transaction may be tried several times, as when another node has added what a look did not see: each look begins anew. Used by one lane at a time.
/// </summary>
internal abstract class WriteStep
{
    /// <summary>
    /// Whether it goes before the others of its transaction. What adds to a group does: a job that it holds back, because it saw an older one, must be there when that one's end
    /// lets go the next. The lock by which that is seen to between transactions does nothing within one.
    /// </summary>
    public virtual bool IsFirst => false;

    /// <summary>Takes one more; false when it cannot be in one transaction with those that are here.</summary>
    public abstract bool TryAdd(PostgresWrite write);

    /// <summary>Adds the statements that look.</summary>
    public virtual void Look(NpgsqlBatch batch, long nowMs)
    {
    }

    /// <summary>Reads what each of them gave, and goes past it.</summary>
    public virtual Task LookedAsync(NpgsqlDataReader reader, long nowMs) => Task.CompletedTask;

    /// <summary>Judges by what was read, or by what was known when nothing was.</summary>
    public virtual void Looked(long nowMs)
    {
    }

    /// <summary>Adds the statements that write.</summary>
    public abstract void Write(NpgsqlBatch batch, long nowMs);

    /// <summary>Reads what each of them that returns rows gave, and goes past it.</summary>
    public virtual Task WroteAsync(NpgsqlDataReader reader) => Task.CompletedTask;
}
