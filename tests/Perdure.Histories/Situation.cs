namespace Perdure.Histories;

/// <summary>Which operations have a place, and the state after them: met again, it leads nowhere else than the first time.</summary>
internal readonly struct Situation<TState>(ulong[] placed, TState state) : IEquatable<Situation<TState>>
    where TState : notnull, IEquatable<TState>
{
    private readonly ulong[] _placed = placed;
    private readonly TState _state = state;

    public bool Equals(Situation<TState> other) => _placed.AsSpan().SequenceEqual(other._placed) && _state.Equals(other._state);

    public override bool Equals(object? obj) => obj is Situation<TState> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in _placed) hash.Add(word);
        hash.Add(_state);
        return hash.ToHashCode();
    }
}
