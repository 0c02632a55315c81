namespace Perdure.Histories.Locks;

/// <summary>
/// A lock with fencing tokens: at most one holder, every token higher than all before it, and a token that has lost the lock is never
/// accepted again.
/// </summary>
/// <param name="expires">Whether a holder may lose it at any moment, as with a lease.</param>
public sealed class LockModel(bool expires) : IHistoryModel<LockState, LockAction, LockAnswer>
{
    private const long Nobody = 0;
    private const long Unnamed = -1;

    /// <inheritdoc/>
    public LockState Initial => default;

    /// <inheritdoc/>
    public string PartOf(LockAction input) => input.Name;

    /// <inheritdoc/>
    public void Step(LockState state, HistoryOperation<LockAction, LockAnswer> operation, ICollection<LockState> next)
    {
        var (input, answer) = (operation.Input, operation.IsOpen ? null : operation.Output);
        var (yes, no) = (answer is null or { Succeeded: true }, answer is null or { Succeeded: false });
        if (input.Kind == LockActionKind.Acquire)
        {
            if (yes && (state.Holder == Nobody || expires)) Acquire(state, answer, next);
            if (no && state.Holder != Nobody) next.Add(state);
            return;
        }

        // A holder whose own acquisition was never answered may turn out to be this one.
        var holds = state.Holder == input.Token || (state.Holder == Unnamed && input.Token > state.Last);
        if (yes && holds) next.Add(input.Kind == LockActionKind.Release ? new LockState(Nobody, input.Token) : new LockState(input.Token, input.Token));
        if (!no) return;
        if (state.Holder != input.Token) next.Add(state);
        else if (expires) next.Add(state with { Holder = Nobody });
    }

    private static void Acquire(LockState state, LockAnswer? answer, ICollection<LockState> next)
    {
        if (answer is null) next.Add(state with { Holder = Unnamed });
        else if (answer.Token > state.Last) next.Add(new LockState(answer.Token, answer.Token));
    }
}
