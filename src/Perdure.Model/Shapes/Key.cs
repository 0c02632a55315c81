using System.Text.Json.Nodes;
using Perdure.Model.Yaml;

namespace Perdure.Model.Shapes;

/// <summary>A key of a mapping.</summary>
internal abstract class Key(string name, string description)
{
    public string Name { get; } = name;

    /// <summary>What it means, in a sentence or two.</summary>
    public string Description { get; } = description;

    public bool Required { get; init; }

    /// <summary>The default as it would be written in the file; null when there is none that could be.</summary>
    public string? Default { get; init; }

    /// <summary>The default in words, where it can't be written.</summary>
    public string? DefaultInWords { get; init; }

    /// <summary>Null for a key that is not supported yet.</summary>
    public abstract Shape? Shape { get; }

    public abstract object? Read(YamlNode node, Scope scope);

    /// <summary>The value when the key is not written.</summary>
    public abstract object? Absent(Scope scope);

    public JsonObject ToSchema()
    {
        var schema = Shape?.ToSchema() ?? [];
        schema["description"] = Shape is null
            ? $"Not supported yet. {Description}"
            : $"{Description} Value: {Shape.Expected}.{(DefaultInWords is null ? "" : $" Default: {DefaultInWords}.")}";
        if (Default is not null)
        {
            schema["default"] = int.TryParse(Default, out var number) ? number : Default;
        }

        return schema;
    }
}

/// <summary>A key whose value becomes a <typeparamref name="T"/>.</summary>
internal sealed class Key<T>(string name, Shape<T> shape, string description) : Key(name, description)
{
    public override Shape Shape => shape;

    /// <summary>
    /// The value when the key is not written and no <see cref="Key.Default"/> is declared; by default that of an empty mapping.
    /// </summary>
    public Func<Scope, T>? Otherwise { get; init; }

    public override object? Read(YamlNode node, Scope scope) => shape.Read(node, scope);

    public override object? Absent(Scope scope) => Value(scope);

    private T Value(Scope scope) => this switch
    {
        { Otherwise: { } otherwise } => otherwise(scope),
        { Default: { } text } when shape is ScalarShape<T> scalar => scalar.Default(text),
        _ when shape is MappingShape<T> mapping => mapping.Empty(scope),
        _ => shape.Placeholder,
    };
}

/// <summary>A key that is part of the contract of the system file, but not of this version.</summary>
internal sealed class LaterKey(string name, string description) : Key(name, description)
{
    public override Shape? Shape => null;

    public override object? Read(YamlNode node, Scope scope)
    {
        scope.Context.Error(
            Reading.DiagnosticKind.NotSupportedYet,
            scope.Path,
            scope.Anchor,
            "not supported yet",
            $"remove {Name} to use the file with this version");
        return null;
    }

    public override object? Absent(Scope scope) => null;
}
