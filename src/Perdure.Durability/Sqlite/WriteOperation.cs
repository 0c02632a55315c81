namespace Perdure.Durability.Sqlite;

/// <summary>A write that waits for its turn. Its caller may give up while it waits, not once it has been taken. Its states are thread-safe.</summary>
internal abstract class WriteOperation
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Abandoned = 2;
    private int _state;
    private int _answered;

    /// <summary>How many bytes it writes, roughly.</summary>
    public long Bytes { get; init; }

    /// <summary>Since when it waits, by the timestamps of the clock of the time-outs.</summary>
    public long SinceTimestamp { get; init; }

    /// <summary>Takes it to do it; false when its caller has given up.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Gives up; false when it has been taken, and may be done.</summary>
    public bool TryAbandon() => Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting;

    /// <summary>Does it within the transaction of its group, and keeps the outcome for <see cref="Answer"/>; again when the group was undone. What it refuses it refuses before it writes.</summary>
    /// <exception cref="SqliteFault">The group cannot be done.</exception>
    public abstract void Do(WriteSession session);

    /// <summary>Tells the caller the outcome, unless it was told something before. It may go on within this call: for threads of the pool.</summary>
    public abstract void Answer();

    /// <summary>Tells the caller that it was not done, or may not have been, unless it was told something before.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Whether nothing has been told to the caller yet; only the first to ask may tell.</summary>
    protected bool TryEnd() => Interlocked.Exchange(ref _answered, 1) == 0;
}
