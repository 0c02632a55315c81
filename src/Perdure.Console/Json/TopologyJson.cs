using System.Text.Json.Serialization;
using Perdure.Console.Topology;

namespace Perdure.Console.Json;

/// <summary>The JSON of the topology, written and read like that of <see cref="ConsoleJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TopologyAnswer))]
public sealed partial class TopologyJson : JsonSerializerContext;
