using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Perdure.Model.Reading;
using Perdure.Model.Yaml;

namespace Perdure.Model.Shapes;

/// <summary>A list. Items that are wrong stay in it as placeholders, so that the indexes of the others keep matching the file.</summary>
internal sealed class ListShape<T>(string expected, Shape<T> item, int minItems, int maxItems) : Shape<ImmutableArray<T>>, IContainerShape
{
    public override string Expected { get; } = expected;

    public override ImmutableArray<T> Placeholder => [];

    /// <summary>Whether an item may be there only once.</summary>
    public bool IsUnique { get; init; }

    public Shape Inner => item;

    public string InnerSegment => "[]";

    public override ImmutableArray<T> Read(YamlNode node, Scope scope)
    {
        if (node is not YamlList list)
        {
            // The text may be a secret that belongs into an item.
            var isText = node is YamlScalar { IsNull: false };
            scope.Unexpected(node, Expected, isText ? "write a list: [a, b]" : null, isText ? "a text" : null);
            return [];
        }

        if (list.Items.Count < minItems || list.Items.Count > maxItems)
        {
            var found = list.Items.Count == 0 ? "an empty list" : $"a list of {list.Items.Count}";
            scope.Unexpected(node, list.Items.Count > maxItems ? $"at most {maxItems} items" : Expected, null, found);
            return [];
        }

        var items = ImmutableArray.CreateBuilder<T>(list.Items.Count);
        for (var i = 0; i < list.Items.Count; i++)
        {
            var at = scope.Item(i, list.Items[i]);
            var value = item.Read(list.Items[i], at);
            if (IsUnique && scope.Context.IsSound(at.Path) && items.IndexOf(value) is >= 0 and var first)
            {
                scope.Context.Error(
                    DiagnosticKind.Invalid, at.Path, at.Anchor, $"the same as {scope.Path.Item(first)}", "remove one of the two");
            }

            items.Add(value);
        }

        return items.DrainToImmutable();
    }

    public override JsonObject ToSchema()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.ToSchema(), ["maxItems"] = maxItems };
        if (minItems > 0)
        {
            schema["minItems"] = minItems;
        }

        if (IsUnique)
        {
            schema["uniqueItems"] = true;
        }

        return schema;
    }
}

/// <summary>A list or a mapping with free names, whatever its items become.</summary>
internal interface IContainerShape
{
    Shape Inner { get; }

    /// <summary>How the documentation writes the place of an item in a path.</summary>
    string InnerSegment { get; }
}
