using System.Text.Json.Nodes;
using Perdure.Model.Yaml;

namespace Perdure.Model.Shapes;

/// <summary>
/// What a value may look like, declared once; from it follow how it is read, what is said when it is wrong, the JSON Schema, and what the
/// documentation has to say.
/// </summary>
internal abstract class Shape
{
    /// <summary>What is expected, as it stands after "expected" in a message and in the documentation.</summary>
    public abstract string Expected { get; }

    /// <summary>The JSON Schema of what is accepted; never narrower than what <c>Read</c> accepts.</summary>
    public abstract JsonObject ToSchema();
}

/// <summary>A shape whose values become a <typeparamref name="T"/>.</summary>
internal abstract class Shape<T> : Shape
{
    /// <summary>Stands in for a value that is wrong or unknown, so that reading can go on and find what else is wrong.</summary>
    public abstract T Placeholder { get; }

    /// <summary>Reads a value; reports what is wrong with it and then returns <see cref="Placeholder"/>.</summary>
    public abstract T Read(YamlNode node, Scope scope);
}
