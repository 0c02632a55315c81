using System.Text.Json;

namespace Perdure.Console.Json;

/// <summary>Enum values as the API writes them.</summary>
public static class KebabCase
{
    /// <summary>Such as <c>breaker-open</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
