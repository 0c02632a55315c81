using System.Text.Json.Serialization;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;

namespace Perdure.Console.Json;

/// <summary>How the API writes JSON, and how its clients read it: camelCase, nothing by reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(ServiceList))]
[JsonSerializable(typeof(ServiceStatus))]
[JsonSerializable(typeof(InstanceStatus))]
[JsonSerializable(typeof(RouteCountList))]
[JsonSerializable(typeof(AdminProblem))]
public sealed partial class ConsoleJson : JsonSerializerContext;
