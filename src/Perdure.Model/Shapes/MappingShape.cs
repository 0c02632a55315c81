using System.Text.Json.Nodes;
using Perdure.Model.Reading;
using Perdure.Model.Yaml;

namespace Perdure.Model.Shapes;

/// <summary>A mapping with known keys.</summary>
internal sealed class MappingShape<T>(IReadOnlyList<Key> keys, Func<Values, T> build) : Shape<T>, IMappingShape
{
    public IReadOnlyList<Key> Keys { get; } = keys;

    /// <summary>Checks the values against each other; runs after they were read.</summary>
    public Action<Values>? Check { get; init; }

    /// <summary>Says that the mapping is for a later version, having reported so, and is not to be read.</summary>
    public Func<YamlMapping, Scope, bool>? IsForLater { get; init; }

    /// <summary>What <c>off</c> in place of the mapping means; null when it means nothing.</summary>
    public Func<T>? Off { get; init; }

    /// <summary>Whether texts inside are never shown.</summary>
    public bool IsSecret { get; init; }

    public override string Expected => Off is null ? "a mapping" : "a mapping, or off";

    public override T Placeholder => Empty(Scope.Root(Nowhere));

    private static ReadContext Nowhere { get; } = new("", Environment.CurrentDirectory, new SystemFileOptions());

    /// <summary>What a mapping without any keys means.</summary>
    public T Empty(Scope scope) => build(new Values(scope, new Dictionary<Key, object?>()));

    public override T Read(YamlNode node, Scope scope)
    {
        scope = IsSecret ? scope.Secret() : scope;
        if (node is not YamlMapping mapping)
        {
            if (Off is not null && node is YamlScalar { Text: "off" })
            {
                return Off();
            }

            ReportOther(node, scope);
            return Empty(scope);
        }

        if (IsForLater?.Invoke(mapping, scope) == true)
        {
            return Empty(scope);
        }

        var written = new Dictionary<Key, object?>();
        List<string>? unwritten = null;
        foreach (var entry in mapping.Entries)
        {
            if (Keys.FirstOrDefault(k => k.Name == entry.Key) is { } key)
            {
                written[key] = key.Read(entry.Value, scope.Key(entry));
            }
            else
            {
                // A key that is already written was not the one that was meant.
                unwritten ??= [.. Keys.Select(k => k.Name).Where(name => mapping.Find(name) is null)];
                ReportUnknown(entry, scope, unwritten);
            }
        }

        foreach (var key in Keys.Where(k => k.Required && !written.ContainsKey(k)))
        {
            ReportMissing(key, scope);
        }

        var values = new Values(scope, written);
        Check?.Invoke(values);
        return build(values);
    }

    public override JsonObject ToSchema()
    {
        var properties = new JsonObject();
        foreach (var key in Keys)
        {
            properties[key.Name] = key.ToSchema();
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (Keys.Any(k => k.Required))
        {
            schema["required"] = new JsonArray([.. Keys.Where(k => k.Required).Select(k => (JsonNode)k.Name)]);
        }

        schema["additionalProperties"] = false;
        return Off is null ? schema : new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = "off" }, schema) };
    }

    private string KeyNames => string.Join(", ", Keys.Select(k => k.Name));

    private void ReportOther(YamlNode node, Scope scope)
    {
        if (node is YamlScalar { IsNull: true })
        {
            scope.Unexpected(node, Expected, $"write its keys ({KeyNames}), or remove it");
        }
        else if (Off is not null)
        {
            scope.Unexpected(node, Expected, $"write off to switch it off; keys known here: {KeyNames}");
        }
        else
        {
            // Not shown, because it may be a secret that belongs into one of the keys.
            scope.Unexpected(node, Expected, $"keys known here: {KeyNames}", node is YamlScalar ? "a text" : null);
        }
    }

    private void ReportUnknown(YamlEntry entry, Scope scope, List<string> unwritten)
    {
        var meant = scope.Context.IsFull ? null : NearestName.Find(entry.Key, unwritten);
        var hint = meant is null ? $"keys known here: {KeyNames}" : $"did you mean {Quoted.Text(meant)}?";
        scope.Context.Error(DiagnosticKind.UnknownKey, scope.Path.Key(entry.Key), entry.KeyMark, "unknown key", hint);

        // The key that was probably meant is not missing: that would be the same mistake told twice.
        if (meant is not null)
        {
            scope.Context.MarkWrong(scope.Path.Key(meant));
        }
    }

    private static void ReportMissing(Key key, Scope scope)
    {
        var path = scope.Path.Key(key.Name);
        if (!scope.Context.IsWrong(path))
        {
            scope.Context.Error(
                DiagnosticKind.Missing,
                path,
                scope.Anchor,
                $"expected {key.Shape!.Expected}, found nothing",
                $"add {key.Name}: it is required");
        }
    }
}

/// <summary>Any mapping with known keys, whatever it becomes.</summary>
internal interface IMappingShape
{
    IReadOnlyList<Key> Keys { get; }
}
