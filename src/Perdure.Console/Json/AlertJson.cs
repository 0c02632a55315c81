using System.Text.Json.Serialization;
using Perdure.Console.Alerts;

namespace Perdure.Console.Json;

/// <summary>The JSON of alerts, written and read like that of <see cref="ConsoleJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlertList))]
[JsonSerializable(typeof(SilenceList))]
[JsonSerializable(typeof(SilenceStatus))]
[JsonSerializable(typeof(SilenceRequest))]
public sealed partial class AlertJson : JsonSerializerContext;
