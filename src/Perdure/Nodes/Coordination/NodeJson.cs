using System.Text.Json.Serialization;
using Perdure.Coordination.Shared.Configuration;

namespace Perdure.Nodes.Coordination;

/// <summary>The JSON of what a node keeps for itself.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AppliedConfiguration))]
[JsonSerializable(typeof(EjectionHint))]
internal sealed partial class NodeJson : JsonSerializerContext;
