namespace Perdure.Histories.Keys;

/// <summary>
/// Keys as the contract of the coordination store has them: every write a higher revision, creation revision and version kept, guards by
/// revision. Each key is a part by itself.
/// </summary>
public sealed class KeyModel : IHistoryModel<KeyState, KeyAction, KeyAnswer>
{
    /// <inheritdoc/>
    public KeyState Initial => default;

    /// <inheritdoc/>
    public string PartOf(KeyAction input) => input.Key;

    /// <inheritdoc/>
    public void Step(KeyState state, HistoryOperation<KeyAction, KeyAnswer> operation, ICollection<KeyState> next)
    {
        var (input, answer) = (operation.Input, operation.IsOpen ? null : operation.Output);
        switch (input.Kind)
        {
            case KeyActionKind.Read:
                Read(state, answer, next);
                break;
            case KeyActionKind.Put:
                Put(state, input.Value, answer, next);
                break;
            case KeyActionKind.Delete:
                Delete(state, answer, next);
                break;
            default:
                Guarded(state, input, answer, next);
                break;
        }
    }

    private static void Read(KeyState state, KeyAnswer? answer, ICollection<KeyState> next)
    {
        if (answer is null || (!answer.Succeeded && state.Value is null))
        {
            next.Add(state);
            return;
        }

        if (!answer.Succeeded || state.Value != answer.Value || state.Version != answer.Version) return;
        if (Learn(state, state.Modified, answer.Revision) is not { } modified) return;
        // A key of version 1 was created by its last change; an older one before it.
        if (answer.Version == 1 ? answer.Created != answer.Revision : answer.Created >= answer.Revision) return;
        if (state.Created != KeyState.NotKnown && state.Created != answer.Created) return;
        next.Add(state with { Modified = modified, Created = answer.Created, Floor = modified });
    }

    private static void Put(KeyState state, string value, KeyAnswer? answer, ICollection<KeyState> next)
    {
        if (answer is { } known && (!known.Succeeded || known.Revision <= state.Floor)) return;
        var revision = answer?.Revision ?? KeyState.NotKnown;
        var created = state.Value is null ? revision : state.Created;
        next.Add(new KeyState(value, created, revision, state.Version + 1, answer?.Revision ?? (state.Floor + 1)));
    }

    private static void Delete(KeyState state, KeyAnswer? answer, ICollection<KeyState> next)
    {
        if (state.Value is null)
        {
            if (answer is null or { Succeeded: false }) next.Add(state);
        }
        else if (answer is null or { Succeeded: true } && !(answer?.Revision <= state.Floor))
        {
            next.Add(new KeyState(null, 0, 0, 0, answer?.Revision ?? (state.Floor + 1)));
        }
    }

    private static void Guarded(KeyState state, KeyAction input, KeyAnswer? answer, ICollection<KeyState> next)
    {
        var byCreation = input.Kind == KeyActionKind.PutIfCreatedAt;
        var actual = byCreation ? state.Created : state.Modified;
        var mayHold = actual == KeyState.NotKnown ? input.Guard > 0 && (byCreation || input.Guard >= state.Floor) : actual == input.Guard;
        var mayFail = actual == KeyState.NotKnown || actual != input.Guard;
        if (mayFail && answer is null or { Succeeded: false }) next.Add(state);
        if (!mayHold || answer is { Succeeded: false }) return;
        var learned = byCreation ? state with { Created = input.Guard } : state with { Modified = input.Guard, Floor = Math.Max(state.Floor, input.Guard) };
        Put(learned, input.Value, answer, next);
    }

    // What the revision is, given what was known of it and what was read: null when the two contradict each other.
    private static long? Learn(KeyState state, long known, long read)
    {
        if (known != KeyState.NotKnown) return known == read ? known : null;
        return read >= state.Floor ? read : null;
    }
}
