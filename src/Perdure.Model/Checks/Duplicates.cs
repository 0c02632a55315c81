using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>Finds items that share what should be their own.</summary>
internal static class Duplicates
{
    /// <summary>
    /// Reports every item of the list at <paramref name="list"/> whose <paramref name="key"/> equals that of an earlier one.
    /// </summary>
    public static void Check<T, TKey>(ReadContext context, KeyPath list, IReadOnlyList<T> items, string key, Func<T, TKey> value)
        where TKey : notnull
    {
        var first = new Dictionary<TKey, int>();
        for (var i = 0; i < items.Count; i++)
        {
            var path = list.Item(i).Key(key);
            if (context.Has(path) && context.IsSound(path) && !first.TryAdd(value(items[i]), i))
            {
                var earlier = list.Item(first[value(items[i])]);
                context.Error(
                    DiagnosticKind.Invalid,
                    path,
                    context.ValueAt(path),
                    $"expected a unique {key}, found that of {earlier} on line {context.ValueAt(earlier).Line} again",
                    $"give one of the two another {key}");
            }
        }
    }
}
