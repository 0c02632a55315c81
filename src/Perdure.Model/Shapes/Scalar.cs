using System.Text.Json.Nodes;

namespace Perdure.Model.Shapes;

/// <summary>The JSON Schemas of scalars. Each lets <c>${NAME}</c> through, whose value no editor knows.</summary>
internal static class Scalar
{
    private const string Variable = @"\$\{";

    /// <summary>A text that matches a pattern. Numbers and booleans pass too: without quotes YAML takes 5104 or true for such.</summary>
    public static JsonObject Text(string? pattern)
    {
        var schema = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };
        if (pattern is not null)
        {
            schema["pattern"] = $"{pattern}|{Variable}";
        }

        return schema;
    }

    /// <summary>A text that YAML can't take for anything else.</summary>
    public static JsonObject Strict(string pattern) => new() { ["type"] = "string", ["pattern"] = $"{pattern}|{Variable}" };

    public static JsonObject Integer(long min, long max, string pattern = "^-?[0-9]+$") => new()
    {
        ["type"] = new JsonArray("integer", "string"),
        ["minimum"] = min,
        ["maximum"] = max,
        ["pattern"] = $"{pattern}|{Variable}",
    };

    public static JsonObject OneOf(IEnumerable<string> names) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["enum"] = new JsonArray([.. names.SelectMany(Written)]) },
            new JsonObject { ["type"] = "string", ["pattern"] = Variable }),
    };

    // Without quotes YAML takes true and false for booleans.
    private static JsonNode[] Written(string name) => name is "true" or "false" ? [name, name == "true"] : [name];
}
