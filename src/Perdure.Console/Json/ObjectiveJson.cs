using System.Text.Json.Serialization;
using Perdure.Console.Objectives;

namespace Perdure.Console.Json;

/// <summary>The JSON of objectives, written and read like that of <see cref="ConsoleJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectiveList))]
public sealed partial class ObjectiveJson : JsonSerializerContext;
