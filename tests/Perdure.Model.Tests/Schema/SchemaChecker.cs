using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Perdure.Model.Tests.Schema;

/// <summary>
/// Checks a value against the part of JSON Schema 2020-12 that the schema of system files uses; throws for any other part.
/// </summary>
internal static class SchemaChecker
{
    /// <summary>What does not fit, each with its place.</summary>
    public static IEnumerable<string> Check(JsonNode? value, JsonObject schema, string path = "")
    {
        foreach (var (keyword, rule) in schema)
        {
            foreach (var problem in CheckKeyword(value, keyword, rule!, schema, path))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> CheckKeyword(
        JsonNode? value, string keyword, JsonNode rule, JsonObject schema, string path) => keyword switch
    {
        "$schema" or "$id" or "title" or "description" or "default" => [],
        "type" => Types(rule).Any(t => IsType(value, t)) ? [] : [$"{path}: not a {rule.ToJsonString()}"],
        "const" => JsonNode.DeepEquals(value, rule) ? [] : [$"{path}: not {rule}"],
        "enum" => rule.AsArray().Any(r => JsonNode.DeepEquals(value, r)) ? [] : [$"{path}: none of {rule.ToJsonString()}"],
        "anyOf" => rule.AsArray().Any(r => !Check(value, r!.AsObject(), path).Any()) ? [] : [$"{path}: fits no alternative"],
        "pattern" => IsType(value, "string") && !Regex.IsMatch((string)value!, (string)rule!) ? [$"{path}: does not match {rule}"] : [],
        "minimum" => Number(value) is { } n && n < (double)rule ? [$"{path}: below {rule}"] : [],
        "maximum" => Number(value) is { } n && n > (double)rule ? [$"{path}: above {rule}"] : [],
        "minItems" => value is JsonArray a && a.Count < (int)rule ? [$"{path}: too few"] : [],
        "maxItems" => value is JsonArray a && a.Count > (int)rule ? [$"{path}: too many"] : [],
        "uniqueItems" => value is JsonArray a && a.DistinctBy(i => i?.ToJsonString()).Count() < a.Count ? [$"{path}: not unique"] : [],
        "items" => value is JsonArray a ? a.SelectMany((item, i) => Check(item, rule.AsObject(), $"{path}[{i}]")) : [],
        "minProperties" => value is JsonObject o && o.Count < (int)rule ? [$"{path}: too few"] : [],
        "maxProperties" => value is JsonObject o && o.Count > (int)rule ? [$"{path}: too many"] : [],
        "propertyNames" => value is JsonObject o ? o.SelectMany(p => Check(p.Key, rule.AsObject(), $"{path}.{p.Key}")) : [],
        "required" => value is JsonObject o ? rule.AsArray().Where(r => !o.ContainsKey((string)r!)).Select(r => $"{path}: misses {r}") : [],
        "properties" => value is JsonObject o
            ? o.Where(p => rule.AsObject().ContainsKey(p.Key)).SelectMany(p => Check(p.Value, rule[p.Key]!.AsObject(), $"{path}.{p.Key}"))
            : [],
        "additionalProperties" => value is JsonObject o ? Additional(o, rule, schema, path) : [],
        _ => throw new NotSupportedException($"The checker does not know {keyword}."),
    };

    private static IEnumerable<string> Additional(JsonObject value, JsonNode rule, JsonObject schema, string path)
    {
        var others = value.Where(p => schema["properties"]?.AsObject().ContainsKey(p.Key) != true);
        return rule is JsonObject each
            ? others.SelectMany(p => Check(p.Value, each, $"{path}.{p.Key}"))
            : others.Select(p => $"{path}.{p.Key}: unknown");
    }

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray many ? many.Select(t => (string)t!) : [(string)rule!];

    private static bool IsType(JsonNode? value, string type) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } number && number % 1 == 0,
        _ => throw new NotSupportedException($"The checker does not know the type {type}."),
    };

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : null;
}
