using System.Text.Json.Serialization;
using Perdure.Client.Members;
using Perdure.Console.Alerts;
using Perdure.Console.Configuration;
using Perdure.Console.Events;
using Perdure.Console.Flags;
using Perdure.Console.Incidents;
using Perdure.Console.Nodes;
using Perdure.Console.Objectives;
using Perdure.Console.Runbooks;
using Perdure.Model.Reading;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Commands;

/// <summary>The JSON that commands write to stdout: camelCase, enum values in kebab-case, indented for eyes and diffs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(KebabCaseConverter<DiagnosticKind>), typeof(KebabCaseConverter<DiagnosticSeverity>)])]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(InstanceStatus))]
[JsonSerializable(typeof(FlagList))]
[JsonSerializable(typeof(FlagStatus))]
[JsonSerializable(typeof(ApplyAnswer))]
[JsonSerializable(typeof(ConfigurationStatus))]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(QueueStatus))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobDetails))]
[JsonSerializable(typeof(AlertList))]
[JsonSerializable(typeof(SilenceStatus))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(IncidentList))]
[JsonSerializable(typeof(IncidentDetails))]
[JsonSerializable(typeof(RunbookList))]
[JsonSerializable(typeof(Runbook))]
[JsonSerializable(typeof(StepResult))]
[JsonSerializable(typeof(ObjectiveList))]
[JsonSerializable(typeof(MemberDirectory))]
[JsonSerializable(typeof(IReadOnlyList<MemberInfo>))]
internal sealed partial class CommandJson : JsonSerializerContext;
