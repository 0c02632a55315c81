using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Perdure.Model.Declarations;

namespace Perdure.Model.Schema;

/// <summary>The JSON Schema of system files, generated from the declarations that read them. Thread-safe.</summary>
public static class SystemFileSchema
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The schema (2020-12), indented. It accepts every file that <see cref="Reading.SystemFileReader"/> accepts, and the keys that are not
    /// supported yet, marked as such; it rejects unknown keys and values of the wrong type.
    /// </summary>
    public static string ToJson()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "urn:perdure:system-file",
            ["title"] = "Perdure system file",
            ["description"] = "What a system consists of and how it is protected. Any value may be ${NAME}, an environment variable.",
        };
        foreach (var (name, value) in SystemShape.Shape.ToSchema())
        {
            schema[name] = value?.DeepClone();
        }

        return schema.ToJsonString(Format);
    }
}
