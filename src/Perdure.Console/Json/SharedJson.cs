using System.Text.Json.Serialization;
using Perdure.Console.Configuration;
using Perdure.Console.Flags;

namespace Perdure.Console.Json;

/// <summary>The JSON of what nodes share, flags and configuration, written and read like that of <see cref="ConsoleJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FlagList))]
[JsonSerializable(typeof(FlagStatus))]
[JsonSerializable(typeof(FlagChange))]
[JsonSerializable(typeof(ConfigurationStatus))]
[JsonSerializable(typeof(VersionText))]
[JsonSerializable(typeof(FileDrift))]
[JsonSerializable(typeof(ApplyAnswer))]
public sealed partial class SharedJson : JsonSerializerContext;
