using System.Text.Json.Serialization;
using Perdure.Client.Elections;
using Perdure.Console.Nodes;
using Perdure.Telemetry.Events;

namespace Perdure.Commands;

/// <summary>The JSON of commands that write a line each time something happens: as <see cref="CommandJson"/>, on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LeaderInfo))]
[JsonSerializable(typeof(JobDetails))]
[JsonSerializable(typeof(JournalEvent))]
internal sealed partial class LineJson : JsonSerializerContext;
