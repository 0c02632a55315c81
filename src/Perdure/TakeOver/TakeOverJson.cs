using System.Text.Json.Serialization;
using Perdure.Commands;

namespace Perdure.TakeOver;

/// <summary>The messages as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabCaseConverter<TakeOverStep>)])]
[JsonSerializable(typeof(TakeOverMessage))]
internal sealed partial class TakeOverJson : JsonSerializerContext;
