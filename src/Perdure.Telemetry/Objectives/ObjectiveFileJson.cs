using System.Text.Json.Serialization;

namespace Perdure.Telemetry.Objectives;

/// <summary>The JSON of the file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeptObjectives))]
internal sealed partial class ObjectiveFileJson : JsonSerializerContext;
