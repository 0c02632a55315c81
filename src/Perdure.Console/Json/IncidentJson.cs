using System.Text.Json.Serialization;
using Perdure.Console.Events;
using Perdure.Console.Incidents;

namespace Perdure.Console.Json;

/// <summary>The JSON of events, incidents and runbooks, written and read like that of <see cref="ConsoleJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(IncidentList))]
[JsonSerializable(typeof(IncidentSummary))]
public sealed partial class IncidentJson : JsonSerializerContext;
