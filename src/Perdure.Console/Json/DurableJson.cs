using System.Text.Json.Serialization;
using Perdure.Console.Nodes;

namespace Perdure.Console.Json;

/// <summary>The JSON of queues, written and read like that of <see cref="ConsoleJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(QueueStatus))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobDetails))]
[JsonSerializable(typeof(JobCount))]
public sealed partial class DurableJson : JsonSerializerContext;
