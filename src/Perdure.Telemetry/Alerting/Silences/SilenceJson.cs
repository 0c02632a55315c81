using System.Text.Json.Serialization;

namespace Perdure.Telemetry.Alerting.Silences;

/// <summary>The JSON of the file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<KeptSilence>))]
internal sealed partial class SilenceJson : JsonSerializerContext;
