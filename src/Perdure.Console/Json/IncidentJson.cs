using System.Text.Json.Serialization;
using Perdure.Console.Events;
using Perdure.Console.Incidents;
using Perdure.Console.Runbooks;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Console.Json;

/// <summary>The JSON of events, incidents and runbooks, written and read like that of <see cref="ConsoleJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(IncidentList))]
[JsonSerializable(typeof(IncidentSummary))]
[JsonSerializable(typeof(IncidentDetails))]
[JsonSerializable(typeof(TitleBody))]
[JsonSerializable(typeof(NoteBody))]
[JsonSerializable(typeof(RunbookList))]
[JsonSerializable(typeof(Runbook))]
[JsonSerializable(typeof(StepBody))]
[JsonSerializable(typeof(StepResult))]
public sealed partial class IncidentJson : JsonSerializerContext;
