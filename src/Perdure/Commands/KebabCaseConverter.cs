using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Commands;

/// <summary>Writes enum values as <c>kebab-case</c> strings.</summary>
internal sealed class KebabCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower)
    where T : struct, Enum;
