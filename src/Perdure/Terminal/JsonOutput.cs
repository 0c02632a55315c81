using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Terminal;

/// <summary>Writes a value to stdout as JSON, and a line end.</summary>
internal static class JsonOutput
{
    /// <summary>Writes it.</summary>
    public static void Write<T>(T value, JsonTypeInfo<T> type) => System.Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
}
