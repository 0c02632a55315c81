using System.Text.Json.Serialization;

namespace Perdure.Telemetry.Incidents;

/// <summary>The JSON of the file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(KeptIncidents))]
internal sealed partial class KeptJson : JsonSerializerContext;
