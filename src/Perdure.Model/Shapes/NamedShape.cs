using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Perdure.Model.Reading;
using Perdure.Model.Yaml;

namespace Perdure.Model.Shapes;

/// <summary>
/// A mapping from free names to values of one shape, in the order written. The value's shape finds its name in the scope.
/// </summary>
internal sealed class NamedShape<T>(
    string expected, string nameWhat, string namePattern, Func<string, bool> isName, Shape<T> value, int minItems, int maxItems)
    : Shape<ImmutableArray<KeyValuePair<string, T>>>, IContainerShape
{
    public override string Expected { get; } = expected;

    public override ImmutableArray<KeyValuePair<string, T>> Placeholder => [];

    /// <summary>Tells equal names; default: by their characters.</summary>
    public StringComparer NameComparer { get; init; } = StringComparer.Ordinal;

    public Shape Inner => value;

    public string InnerSegment => ".NAME";

    public override ImmutableArray<KeyValuePair<string, T>> Read(YamlNode node, Scope scope)
    {
        if (node is not YamlMapping mapping)
        {
            scope.Unexpected(node, Expected, null, node is YamlScalar { IsNull: false } ? "a text" : null);
            return [];
        }

        if (mapping.Entries.Count < minItems || mapping.Entries.Count > maxItems)
        {
            var found = mapping.Entries.Count == 0 ? "an empty mapping" : $"{mapping.Entries.Count}";
            scope.Unexpected(node, mapping.Entries.Count > maxItems ? $"at most {maxItems} entries" : Expected, null, found);
            return [];
        }

        var names = new HashSet<string>(NameComparer);
        var items = ImmutableArray.CreateBuilder<KeyValuePair<string, T>>(mapping.Entries.Count);
        foreach (var entry in mapping.Entries)
        {
            var at = scope.Key(entry);
            if (!isName(entry.Key))
            {
                scope.Context.Error(
                    DiagnosticKind.Invalid, at.Path, entry.KeyMark, $"expected {nameWhat} as the key, found {Quoted.Text(entry.Key)}");
            }
            else if (!names.Add(entry.Key))
            {
                scope.Context.Error(
                    DiagnosticKind.UnknownKey,
                    at.Path,
                    entry.KeyMark,
                    "the name is written twice, with different case",
                    "keep one of the two");
            }
            else
            {
                items.Add(new KeyValuePair<string, T>(entry.Key, value.Read(entry.Value, at)));
            }
        }

        return items.DrainToImmutable();
    }

    public override JsonObject ToSchema()
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["propertyNames"] = new JsonObject { ["pattern"] = namePattern },
            ["additionalProperties"] = value.ToSchema(),
            ["maxProperties"] = maxItems,
        };
        if (minItems > 0)
        {
            schema["minProperties"] = minItems;
        }

        return schema;
    }
}
