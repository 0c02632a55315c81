namespace Perdure.Histories;

/// <summary>
/// What an object does when it is asked one thing after the other: the measure that a history is held against. Pure. States are compared
/// by value.
/// </summary>
public interface IHistoryModel<TState, TInput, TOutput>
    where TState : notnull, IEquatable<TState>
{
    /// <summary>The state before the first operation.</summary>
    TState Initial { get; }

    /// <summary>
    /// Which part of the object an operation is about. Parts that do not influence each other are checked each by itself: a history is
    /// linearizable exactly when that of each part is (locality: Herlihy and Wing, "Linearizability", 1990, theorem 1).
    /// </summary>
    string PartOf(TInput input);

    /// <summary>
    /// Adds the states that the operation can lead to, given what it answered: none when it could not have answered so, several when the
    /// answer (or the lack of one) leaves it open. An open operation explains itself in every state.
    /// </summary>
    void Step(TState state, HistoryOperation<TInput, TOutput> operation, ICollection<TState> next);
}
