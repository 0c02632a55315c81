using Perdure.Model.Reading;

namespace Perdure.Model.Shapes;

/// <summary>The values of a mapping's keys while its model is built.</summary>
internal sealed class Values(Scope scope, IReadOnlyDictionary<Key, object?> written)
{
    public Scope Scope { get; } = scope;

    public ReadContext Context => Scope.Context;

    /// <summary>The value as written, or what the key means when it is not.</summary>
    public T Get<T>(Key<T> key) => (T)(written.TryGetValue(key, out var value) ? value : key.Absent(Scope))!;

    /// <summary>The value as written, or null.</summary>
    public T? Find<T>(Key<T> key)
        where T : class? => written.TryGetValue(key, out var value) ? (T?)value : null;

    public bool Has(Key key) => written.ContainsKey(key);

    public bool IsSound(Key key) => Context.IsSound(At(key));

    public KeyPath At(Key key) => Scope.Path.Key(key.Name);

    /// <summary>Reports a contradiction at the value of <paramref name="key"/>.</summary>
    public void Contradiction(Key key, string message, string? hint = null) =>
        Context.Error(DiagnosticKind.Invalid, At(key), Context.ValueAt(At(key)), message, hint);
}
