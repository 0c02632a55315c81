using System.Text.Json.Serialization;

namespace Perdure.Coordination.Storage;

/// <summary>How <see cref="StoreMarker"/> is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoreMarker))]
internal sealed partial class StoreMarkerJson : JsonSerializerContext;
