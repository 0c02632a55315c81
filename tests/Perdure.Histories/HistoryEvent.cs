namespace Perdure.Histories;

/// <summary>A call or a return in the list of what is still to be explained, in the order of time.</summary>
internal sealed class HistoryEvent
{
    private readonly HistoryEvent? _return;
    private HistoryEvent? _previous;

    private HistoryEvent(int operation, HistoryEvent? @return) => (Operation, _return) = (operation, @return);

    /// <summary>The index of the operation.</summary>
    public int Operation { get; }

    /// <summary>Whether it is a call.</summary>
    public bool IsCall => _return is not null;

    /// <summary>What follows.</summary>
    public HistoryEvent? Next { get; private set; }

    /// <summary>Makes the list; what is returned stands before its first event.</summary>
    public static HistoryEvent List(IEnumerable<(long Called, long Returned)> operations)
    {
        var events = new List<(long At, bool IsReturn, HistoryEvent Event)>();
        foreach (var (index, (called, returned)) in operations.Index())
        {
            var @return = new HistoryEvent(index, null);
            events.Add((returned, true, @return));
            events.Add((called, false, new HistoryEvent(index, @return)));
        }

        var head = new HistoryEvent(-1, null);
        var last = head;
        // Of two at the same time the call comes first: then they overlap, and nothing is refused that may have been right.
        foreach (var (_, _, next) in events.OrderBy(e => e.At).ThenBy(e => e.IsReturn))
        {
            (last.Next, next._previous) = (next, last);
            last = next;
        }

        return head;
    }

    /// <summary>Takes a call and its return out of the list.</summary>
    public void Lift()
    {
        Unlink();
        _return!.Unlink();
    }

    /// <summary>Puts them back; in the reverse order of <see cref="Lift"/>.</summary>
    public void Unlift()
    {
        _return!.Relink();
        Relink();
    }

    private void Unlink()
    {
        _previous!.Next = Next;
        if (Next is not null) Next._previous = _previous;
    }

    private void Relink()
    {
        _previous!.Next = this;
        if (Next is not null) Next._previous = this;
    }
}
