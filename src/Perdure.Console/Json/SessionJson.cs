using System.Text.Json.Serialization;
using Perdure.Console.Security.Sessions;

namespace Perdure.Console.Json;

/// <summary>The JSON of sessions, written and read like that of <see cref="ConsoleJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(SignInBody))]
public sealed partial class SessionJson : JsonSerializerContext;
