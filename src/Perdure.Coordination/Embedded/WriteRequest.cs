using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Embedded;

/// <summary>A write that waits for its turn. Its caller may give up while it waits, not once it has been taken.</summary>
internal abstract class WriteRequest
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Abandoned = 2;
    private int _state;

    /// <summary>Whether it has to reach the disk; a renewal does not.</summary>
    public required bool NeedsDisk { get; init; }

    /// <summary>How many bytes it writes, roughly.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether it changed anything that goes to the disk.</summary>
    public bool Wrote { get; protected set; }

    /// <summary>Takes it to do it; false when its caller has given up.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Gives up; false when it has been taken, and may be done.</summary>
    public bool TryAbandon() => Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting;

    /// <summary>Does it, and keeps the outcome for <see cref="Answer"/>.</summary>
    public abstract void Do(CommitGroup group);

    /// <summary>Tells the caller the outcome.</summary>
    public abstract void Answer();

    /// <summary>Tells the caller that it was not done, or may not have been.</summary>
    public abstract void Fail(CoordinationException error);
}
